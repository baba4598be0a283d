/** What a chat says while nobody of the team is at work, hour by hour, without asking again. */
export interface AwayLine {
  /** In seconds since 1970. */
  from: number
  until: number
  text: string
}

/** What is said at `now`; empty while the team is at work. */
export const awayAt = (lines: readonly AwayLine[], now: number): string =>
  lines.find(({ from, until }) => from * 1000 <= now && now < until * 1000)?.text ?? ''

/** In how many milliseconds something else is to be said, or null when nothing more is known. */
export function nextTurn(lines: readonly AwayLine[], now: number): number | null {
  const ahead = lines.flatMap(({ from, until }) => [from, until]).map((at) => at * 1000 - now)
  const next = Math.min(...ahead.filter((wait) => wait > 0))
  return Number.isFinite(next) ? next : null
}
