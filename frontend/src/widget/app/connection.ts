/**
 * When to connect, sync and give up, as a pure machine: no socket, no clock, no chance of its own.
 *
 * One beat does three jobs: every 25 s we say hello again and ping. It fetches what a lost doorbell
 * hid, keeps proxies awake, and, when nothing comes back in 15 s, shows that the line is dead.
 */

export interface Connection {
  phase: 'idle' | 'connecting' | 'open' | 'waiting' | 'refused'
  attempt: number
  openedAt: number
  /** An answer has to come by then, or the line is dead. */
  deadline: number | null
  syncAt: number | null
  retryAt: number | null
  /** Since when there has been no connection, for the banner; null while there is one. */
  lostAt: number | null
}

export type Input =
  | {
      type: 'start' | 'opened' | 'heard' | 'asked' | 'tick' | 'awake' | 'offline' | 'gap' | 'retry'
    }
  | { type: 'closed'; code: number }

export type Output = 'connect' | 'disconnect' | 'sync'

export const SYNC_EVERY_MS = 25_000
export const ANSWER_WITHIN_MS = 15_000
export const CONNECT_WITHIN_MS = 10_000
export const GAP_AFTER_MS = 1_500
const STEADY_AFTER_MS = 5_000
/** Focus, visibility and online often come together: one sync is enough for all of them. */
const CALM_MS = 2_000
const REFUSED = 4403
const TOO_SLOW = 4008
const TOO_MANY = 4029
const RESTARTING = 1012

export const disconnected: Connection = {
  phase: 'idle',
  attempt: 0,
  openedAt: 0,
  deadline: null,
  syncAt: null,
  retryAt: null,
  lostAt: null,
}

/** How long to wait before the next attempt; `chance` in [0, 1) spreads the visitors. */
export function backoff(code: number, attempt: number, chance: number): number {
  if (code === RESTARTING && attempt === 0) return 250 + chance * 4750
  if (code === TOO_SLOW && attempt === 0) return 500 + chance * 1500
  const floor = code === TOO_MANY ? 10_000 : 0
  return floor + Math.min(30_000, 600 * 2 ** Math.min(attempt, 10)) * (0.5 + chance / 2)
}

/** When the machine next wants a tick, or null. */
export function dueAt({ deadline, syncAt, retryAt }: Connection): number | null {
  const times = [deadline, syncAt, retryAt].filter((at) => at !== null)
  return times.length ? Math.min(...times) : null
}

function connect(link: Connection, now: number): [Connection, Output[]] {
  const next: Connection = {
    ...link,
    phase: 'connecting',
    deadline: now + CONNECT_WITHIN_MS,
    syncAt: null,
    retryAt: null,
  }
  return [next, ['connect']]
}

function sync(link: Connection, now: number): [Connection, Output[]] {
  const deadline = link.deadline ?? now + ANSWER_WITHIN_MS
  return [{ ...link, deadline, syncAt: now + SYNC_EVERY_MS }, ['sync']]
}

function wait(link: Connection, code: number, now: number, chance: number): Connection {
  const steady = link.phase === 'open' && now - link.openedAt >= STEADY_AFTER_MS
  const attempt = steady ? 0 : link.attempt
  return {
    ...link,
    phase: 'waiting',
    attempt: attempt + 1,
    deadline: null,
    syncAt: null,
    retryAt: now + backoff(code, attempt, chance),
    lostAt: link.lostAt ?? now,
  }
}

/** The connection after `input`, and what to do about it. */
export function step(
  link: Connection,
  input: Input,
  now: number,
  chance: number,
): [Connection, Output[]] {
  const { phase } = link
  if (phase === 'refused') return [link, []]
  switch (input.type) {
    case 'start':
      return phase === 'idle' ? connect(link, now) : [link, []]
    case 'opened':
      return phase === 'connecting'
        ? sync({ ...link, phase: 'open', openedAt: now, deadline: null }, now)
        : [link, []]
    case 'heard':
      return phase === 'open' ? [{ ...link, deadline: null, lostAt: null }, []] : [link, []]
    case 'asked':
      return [{ ...link, deadline: link.deadline ?? now + ANSWER_WITHIN_MS }, []]
    case 'gap':
      return phase === 'open'
        ? [{ ...link, syncAt: Math.min(link.syncAt ?? Infinity, now + GAP_AFTER_MS) }, []]
        : [link, []]
    case 'closed':
      if (phase === 'idle' || phase === 'waiting') return [link, []]
      if (input.code === REFUSED) return [{ ...disconnected, phase: 'refused' }, []]
      return [wait(link, input.code, now, chance), []]
    case 'offline':
      if (phase === 'idle') return [link, []]
      return [{ ...wait(link, 0, now, chance), attempt: 0, retryAt: null }, ['disconnect']]
    case 'awake':
      if (phase === 'open' && (link.syncAt ?? now) - SYNC_EVERY_MS > now - CALM_MS)
        return [link, []]
      return step(link, { type: 'retry' }, now, chance)
    case 'retry':
      if (phase === 'waiting') return connect({ ...link, attempt: 0 }, now)
      return phase === 'open' ? sync(link, now) : [link, []]
    case 'tick':
      if (link.deadline !== null && now >= link.deadline) {
        return [wait(link, 0, now, chance), ['disconnect']]
      }
      if (link.retryAt !== null && now >= link.retryAt) return connect(link, now)
      return link.syncAt !== null && now >= link.syncAt ? sync(link, now) : [link, []]
  }
}
