import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../api/inbox'
import type { Found } from '../api/types'

export const MIN_LETTERS = 2
const PAUSE_MS = 200

export interface Search {
  /** What is looked for now: the text, a moment after the last letter. */
  query: string
  results: Found[]
  status: 'idle' | 'loading' | 'failed' | 'ready'
  complete: boolean
  more: (() => void) | null
  loadingMore: boolean
  retry: () => void
}

/** Searches while one types: not for a single letter, nor for every letter of a word. */
export function useSearch(text: string): Search {
  const [query, setQuery] = useState('')
  useEffect(() => {
    const timer = window.setTimeout(() => setQuery(text.trim()), PAUSE_MS)
    return () => window.clearTimeout(timer)
  }, [text])
  const enabled = query.length >= MIN_LETTERS
  const found = useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: ({ pageParam, signal }) => api.search(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
    staleTime: 5_000,
    retry: 0,
  })
  const pages = enabled ? (found.data?.pages ?? []) : []
  return {
    query,
    results: pages.flatMap((page) => page.results),
    status: !enabled ? 'idle' : found.isError ? 'failed' : found.isPending ? 'loading' : 'ready',
    complete: pages.at(-1)?.complete ?? true,
    more: enabled && found.hasNextPage ? () => void found.fetchNextPage() : null,
    loadingMore: found.isFetchingNextPage,
    retry: () => void found.refetch(),
  }
}
