import type { Agent, Row } from '../api/types'

export type AlertKind = 'waiting' | 'given' | 'said'

/**
 * What a changed row is for this agent: somebody waits in a team of theirs, a conversation was
 * given to them, or the visitor whom they answer wrote. Null when it calls for nothing.
 */
export function alertOf(before: Row | undefined, after: Row, me: Agent): AlertKind | null {
  if (before && before.head_seq > after.head_seq) return null
  const mine = after.agent?.id === me.id && after.state === 'agent'
  if (mine && before && before.agent?.id !== me.id) return 'given'
  if (mine && after.last?.from === 'visitor' && before?.last?.at !== after.last.at) return 'said'
  const ours = after.team === null || me.teams.includes(after.team.id)
  if (after.state === 'queued' && before?.state !== 'queued' && ours && me.state === 'online') {
    return 'waiting'
  }
  return null
}
