import type { Row } from '../api/types'

/** Was a message left there that nobody has taken up? Anybody may see to it. */
export const liesOpen = ({ left, state }: Row) =>
  left !== null && state !== 'agent' && state !== 'queued'

/** One's own conversation may be put aside, and a message left, for everybody. */
export const mayBeSnoozed = (row: Row, me: number | undefined) =>
  liesOpen(row) || (row.state === 'agent' && row.agent?.id === me)
