import type { Row } from '../api/types'
import { useCard } from '../contact/useCard'
import { useInbox } from '../state/store'
import type { Known } from './cannedReplies'

/** What canned replies may say of a conversation: who the two are and what the visitor answered. */
export function useKnown(row: Row): Known {
  const agent = useInbox((state) => state.me?.name ?? '')
  const card = useCard(row.id).data
  return {
    ...Object.fromEntries((card?.answers ?? []).map((one) => [one.name, one.value])),
    email: card?.contact.email ?? '',
    phone: card?.contact.phone ?? '',
    name: row.contact.known ? row.contact.name : '',
    agent,
  }
}
