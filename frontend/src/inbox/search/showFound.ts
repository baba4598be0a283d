import type { Found, Row, ViewName } from '../api/types'
import { loadList, loadMore } from '../state/session'
import { showView, useInbox } from '../state/store'

const PAGES = 5

/** Brings the list to where a found conversation is, and its thread to the words that were found. */
export async function showFound({ row, excerpt }: Found): Promise<void> {
  const { me, change } = useInbox.getState()
  const { seq } = excerpt
  change(() => ({ sought: seq === null ? null : { conversation: row.id, seq } }))
  if (isListed(row)) return
  showView(viewOf(row, me?.id ?? 0), null)
  await loadList()
  for (let page = 1; page < PAGES && !isListed(row); page++) {
    if (useInbox.getState().next === null) return
    await loadMore().catch(() => undefined)
  }
}

const isListed = (row: Row) => useInbox.getState().rows.some((one) => one.id === row.id)

/** The list that a conversation is in now. */
export function viewOf({ state, agent, snoozed_until }: Row, me: number): ViewName {
  if (state === 'queued') return 'waiting'
  if (state !== 'agent') return state
  if (snoozed_until) return 'snoozed'
  return agent?.id === me ? 'mine' : 'team'
}
