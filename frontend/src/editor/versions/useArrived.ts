import { useIsFetching, type Query } from '@tanstack/react-query'

const PARTS = new Set<unknown>(['publication', 'version', 'live', 'talk-checks'])
const isArriving = ({ queryKey, state }: Query) =>
  PARTS.has(queryKey[0]) && state.status === 'pending'

/**
 * Whether all that a dialog of versions grows by has come, or failed. Until then its button would
 * slip from under a click.
 */
export function useArrived(): boolean {
  return useIsFetching({ predicate: isArriving }) === 0
}
