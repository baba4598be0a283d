/** What is read from the result of a talk. */
import type { TalkResult, TalkRow } from '../../shared/api/talks'

const BEFORE = 2

/** The first line that went otherwise. */
export function firstDifference(result: TalkResult): TalkRow | null {
  return result.rows.find((row) => row.state !== 'as_written') ?? null
}

/** The rows to show: from a little before the first difference on. */
export function shownRows(rows: readonly TalkRow[]): { rows: TalkRow[]; hidden: number } {
  const first = rows.findIndex((row) => row.state !== 'as_written')
  const from = Math.max(0, first - BEFORE)
  return { rows: rows.slice(from), hidden: from }
}
