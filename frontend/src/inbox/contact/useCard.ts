import { useQuery } from '@tanstack/react-query'
import { api } from '../api/inbox'
import { useInbox } from '../state/store'

/** A merge that waits is done without anybody here: so often its card is asked for again. */
const MERGES_WITHIN_MS = 30_000

/**
 * A conversation’s card, asked for again when it changes hands, is known to be another's, or
 * what was left there has its answer. */
export function useCard(id: string | null) {
  const epoch = useInbox((state) => (state.open?.id === id ? state.open?.epoch : 0))
  const whose = useInbox((state) =>
    state.open?.id === id
      ? [state.open.contact.id, state.open.contact.name, state.open.left?.at].join(' ')
      : '',
  )
  return useQuery({
    queryKey: ['card', id, epoch, whose],
    queryFn: () => api.card(id ?? ''),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.contact.merge ? MERGES_WITHIN_MS : false),
    placeholderData: (before) => (before?.row.id === id ? before : undefined),
  })
}
