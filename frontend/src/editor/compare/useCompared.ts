/** A version or the draft as a document, and what differs between two. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { readVersion } from '../../shared/api/flows'
import type { Flow } from '../../shared/flow'
import { useDocument, useEditor, type Compared } from '../EditorContext'
import { differences, type Difference } from '../state/differences'

export interface Found {
  document: Flow | undefined
  error: unknown
}

export function useCompared(which: Compared | null): Found {
  const { flowId } = useEditor()
  const draft = useDocument((state) => state.document)
  const number = typeof which === 'number' ? which : 0
  const version = useQuery({
    queryKey: ['version', flowId, number],
    queryFn: ({ signal }) => readVersion(flowId, number, signal),
    enabled: typeof which === 'number',
    staleTime: Infinity,
  })
  if (which === null) return { document: undefined, error: null }
  return which === 'draft'
    ? { document: draft, error: null }
    : { document: version.data, error: version.error }
}

/** Undefined while one of the two is not there yet. */
export function useDifferences(
  base: Flow | undefined,
  other: Flow | undefined,
): Difference[] | undefined {
  const { catalogue } = useEditor()
  return useMemo(
    () => (base && other ? differences(base, other, catalogue) : undefined),
    [base, other, catalogue],
  )
}
