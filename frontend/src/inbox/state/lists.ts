import { WIDE, type Narrowing, type Row, type ViewName } from '../api/types'

/** Is this row one of the view's? The same rule as `conversations_in` on the server. */
export function belongs(
  row: Row,
  view: ViewName,
  me: number,
  team: number | null,
  narrowing: Narrowing = WIDE,
): boolean {
  const theirs = view === 'left' ? row.left?.team : row.team?.id
  if (team !== null && theirs !== team) return false
  if (!fits(row, narrowing)) return false
  const mine = row.agent?.id === me
  const awake = row.snoozed_until === null
  switch (view) {
    case 'mine':
      return row.state === 'agent' && mine && awake
    case 'waiting':
      return row.state === 'queued'
    case 'team':
      return row.state === 'agent' && !mine && awake
    case 'at_risk':
      return row.at_risk && (row.state === 'agent' || row.state === 'queued')
    case 'left':
      return row.left !== null && awake
    case 'mentioned':
      return row.mentioned
    case 'snoozed':
      return (row.state === 'agent' || row.left !== null) && !awake
    case 'bot':
      return row.state === 'bot' && !row.rating
    case 'closed':
      return row.state === 'closed' || row.rating
  }
}

/** Does it have all the tags, and whatever else the list is narrowed to? */
function fits(row: Row, { tags, language, channel, sla }: Narrowing): boolean {
  const has = new Set(row.tags.map((tag) => tag.id))
  return (
    tags.every((tag) => has.has(tag)) &&
    (!language || row.language === language) &&
    (!channel || row.channel === channel) &&
    (!sla || row.at_risk)
  )
}

/**
 * The server's order: whoever is answered next first; of one's own whoever waits longest for an
 * answer, then the answered by who wrote last; else the latest activity first.
 */
export function compare(view: ViewName, a: Row, b: Row): number {
  if (view === 'waiting') {
    if (a.urgent !== b.urgent) return a.urgent ? -1 : 1
    return moment(a.queued_at) - moment(b.queued_at) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  }
  const lastFirst = a.id < b.id ? 1 : a.id > b.id ? -1 : 0
  if (view !== 'mine') {
    return moment(b.last_activity_at) - moment(a.last_activity_at) || lastFirst
  }
  if ((a.waiting_since === null) !== (b.waiting_since === null)) return a.waiting_since ? -1 : 1
  if (a.waiting_since) return moment(a.waiting_since) - moment(b.waiting_since) || lastFirst
  return moment(b.heard_at ?? b.started_at) - moment(a.heard_at ?? a.started_at) || lastFirst
}

function moment(at: string | null): number {
  return at ? Date.parse(at) : 0
}

/**
 * The rows with `row` put where the server would put it, or taken out. A row that would stand
 * after the last loaded one, while more pages follow, is left for the next page.
 */
export function place(
  rows: Row[],
  row: Row,
  where: {
    view: ViewName
    me: number
    team: number | null
    narrowing?: Narrowing
    next: string | null
  },
): Row[] {
  const others = rows.filter((one) => one.id !== row.id)
  if (!belongs(row, where.view, where.me, where.team, where.narrowing)) {
    return others.length === rows.length ? rows : others
  }
  const at = others.findIndex((one) => compare(where.view, row, one) < 0)
  if (at < 0) return where.next === null ? [...others, row] : others
  return [...others.slice(0, at), row, ...others.slice(at)]
}

/** Was `row` told of before the other was? */
export function isOlder(row: Row, other: Row): boolean {
  return row.epoch < other.epoch || (row.epoch === other.epoch && row.head_seq < other.head_seq)
}

/** The `listed` rows, with what became of those shown `before` while they were fetched. */
export function withSince(
  listed: Row[],
  before: Row[],
  now: Row[],
  where: Parameters<typeof place>[2],
): Row[] {
  const byId = (rows: Row[]) => new Map(rows.map((row) => [row.id, row]))
  const [fetched, was, is] = [byId(listed), byId(before), byId(now)]
  const changed = now.filter((row) => {
    const [asked, known] = [was.get(row.id), fetched.get(row.id)]
    return (!asked || isOlder(asked, row)) && !(known && isOlder(row, known))
  })
  const kept = [...fetched.values()].filter((row) => is.has(row.id) || !was.has(row.id))
  return changed.reduce((rows, row) => place(rows, row, where), kept)
}

/** `after` with the rows that `before` had in the places they had; new ones come at the end. */
export function inPlace(before: Row[], after: Row[]): Row[] {
  const fresh = new Map(after.map((row) => [row.id, row]))
  const known = new Set(before.map((row) => row.id))
  const kept = before.flatMap((row) => fresh.get(row.id) ?? [])
  return [...kept, ...after.filter((row) => !known.has(row.id))]
}
