import type { Row } from '../api/types'

/** Whom to answer after `but`: of one's own whoever waits for an answer, else the first in the queue. */
export function nextOf(mine: Row[], waiting: Row[], but: string): Row | null {
  const owed = mine.find((row) => row.id !== but && row.waiting_since !== null)
  return owed ?? waiting.find((row) => row.id !== but) ?? null
}
