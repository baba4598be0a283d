import type { Message } from '../api/types'

/** What the visitor went back behind: the answers they changed, and all else that counts no more. */
export interface TakenBack {
  changed: ReadonlySet<number>
  past: ReadonlySet<number>
}

export function takenBack(messages: readonly Message[]): TakenBack {
  const changed = new Set<number>()
  const past = new Set<number>()
  for (const { seq, content } of messages) {
    const to = content.back?.to
    if (!to) continue
    changed.add(to)
    for (const each of messages) {
      if (each.seq >= to && each.seq < seq && !each.private) past.add(each.seq)
    }
  }
  return { changed, past }
}
