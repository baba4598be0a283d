/** What is said about the flow: fetched now and then, counted for the cards. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { create } from 'zustand'

import { threads } from '../../shared/api/flows'
import type { Thread } from '../../shared/flow'
import { useEditor } from '../EditorContext'

/** Others comment too. */
const LOOK_AGAIN_MS = 30_000

/** How many threads are open on each card: a thousand cards ask here, and none of them the server. */
export const useOpenCounts = create<{ counts: ReadonlyMap<string, number> }>()(() => ({
  counts: new Map(),
}))

export function useThreads() {
  const { flowId } = useEditor()
  return useQuery({
    queryKey: ['comments', flowId],
    queryFn: ({ signal }) => threads(flowId, signal),
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnWindowFocus: true,
  })
}

/** Every change answers with all threads: what to do with the answer. */
export function useThreadsChanged(): (found: Thread[]) => void {
  const { flowId } = useEditor()
  const queries = useQueryClient()
  return (found) => queries.setQueryData(['comments', flowId], found)
}

export function openCounts(found: readonly Thread[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { node, resolved } of found)
    if (!resolved) counts.set(node, (counts.get(node) ?? 0) + 1)
  return counts
}

/** Keeps the counts on the cards. */
export function CommentCounts(): null {
  const { data } = useThreads()
  useEffect(() => {
    useOpenCounts.setState({ counts: openCounts(data ?? []) })
  }, [data])
  return null
}
