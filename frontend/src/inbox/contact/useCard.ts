import { useQuery } from '@tanstack/react-query'
import { api } from '../api/inbox'
import { useInbox } from '../state/store'

/** A conversation's card, asked for again when it changes hands. */
export function useCard(id: string | null) {
  const epoch = useInbox((state) => (state.open?.id === id ? state.open?.epoch : 0))
  return useQuery({
    queryKey: ['card', id, epoch],
    queryFn: () => api.card(id ?? ''),
    enabled: id !== null,
    placeholderData: (before) => (before?.row.id === id ? before : undefined),
  })
}
