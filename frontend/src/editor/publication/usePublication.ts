/** How things stand between the draft and what is live; asked now and then, for others act too. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { publication } from '../../shared/api/flows'
import type { Publication } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { errorWords } from '../errorWords'

const LOOK_AGAIN_MS = 30_000

export function usePublication() {
  const { flowId } = useEditor()
  return useQuery({
    queryKey: ['publication', flowId],
    queryFn: ({ signal }) => publication(flowId, signal),
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnWindowFocus: true,
  })
}

/** What every change of it answers with becomes what is known. */
export function usePublicationChanged(): (found: Publication) => void {
  const { flowId } = useEditor()
  const queries = useQueryClient()
  return (found) => queries.setQueryData(['publication', flowId], found)
}

/** A version that was published elsewhere, by somebody or by the clock, is live here too. */
export function useFollowPublished(): void {
  const { flowId, saving } = useEditor()
  const queries = useQueryClient()
  const { data } = usePublication()
  useEffect(() => {
    if (!data || data.publishedNumber === null) return
    const { publishedNumber, publishedRevision } = data
    if (publishedNumber <= (saving.store.getState().publishedNumber ?? 0)) return
    saving.store.setState({ publishedNumber, publishedRevision })
    void queries.invalidateQueries({ queryKey: ['versions', flowId] })
  }, [data, saving, queries, flowId])
}

/** One request at a time that changes it; when it is too late, what is true now is fetched. */
export function useAct() {
  const { t } = useTranslation()
  const changed = usePublicationChanged()
  const { refetch } = usePublication()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const act = async (request: () => Promise<Publication>): Promise<boolean> => {
    setIsBusy(true)
    setProblem('')
    try {
      changed(await request())
      return true
    } catch (error) {
      setProblem(errorWords(error, t))
      void refetch()
      return false
    } finally {
      setIsBusy(false)
    }
  }
  return { act, isBusy, problem }
}
