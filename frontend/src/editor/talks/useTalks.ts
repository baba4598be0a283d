/** The saved talks of the open flow: the list, how the last run went, and what can be done. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import {
  acceptTalks,
  addTalk,
  deleteTalk,
  listTalks,
  readTalk,
  renameTalk,
  runTalks,
  type SavedTalk,
  type TalkResult,
} from '../../shared/api/talks'
import { useEditor } from '../EditorContext'

export function useTalks() {
  const { flowId, documents } = useEditor()
  const queries = useQueryClient()
  const listKey = ['talks', flowId]
  const resultsKey = ['talk-results', flowId]
  const list = useQuery({ queryKey: listKey, queryFn: ({ signal }) => listTalks(flowId, signal) })
  const { data: results = {} } = useQuery<Record<number, TalkResult>>({
    queryKey: resultsKey,
    queryFn: () => ({}),
    enabled: false,
    staleTime: Infinity,
  })
  const renew = () => queries.invalidateQueries({ queryKey: listKey })
  const keep = (found: TalkResult[]) =>
    queries.setQueryData<Record<number, TalkResult>>(resultsKey, (now = {}) => ({
      ...now,
      ...Object.fromEntries(found.map((result) => [result.id, result])),
    }))

  const run = useMutation({
    mutationFn: (ids: number[] | null) => runTalks(flowId, documents.getState().document, ids),
    onSuccess: keep,
  })
  const accept = useMutation({
    mutationFn: async (ids: number[]) => {
      const { document } = documents.getState()
      await acceptTalks(flowId, document, ids)
      return runTalks(flowId, document, ids)
    },
    onSuccess: (found) => {
      keep(found)
      return renew()
    },
  })
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: number; name: string }) => renameTalk(flowId, id, name),
    onSuccess: renew,
  })
  const remove = useMutation({
    mutationFn: (id: number) => deleteTalk(flowId, id),
    onSuccess: renew,
  })
  const bring = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) {
        await addTalk(flowId, file.name.replace(/\.talk$/, ''), await file.text(), null)
      }
    },
    onSettled: renew,
  })
  const take = useMutation({
    mutationFn: async (talk: SavedTalk) => download(talk.name, await readTalk(flowId, talk.id)),
  })
  return { list, results, run, accept, rename, remove, bring, take }
}

function download(name: string, { text }: { text: string }): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = `${name.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'talk'}.talk`
  link.click()
  URL.revokeObjectURL(link.href)
}
