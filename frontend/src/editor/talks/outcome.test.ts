import { expect, test } from 'vitest'

import type { TalkResult, TalkRow } from '../../shared/api/talks'
import { firstDifference, shownRows } from './outcome'

const row = (number: number, state: TalkRow['state'] = 'as_written'): TalkRow => ({
  number,
  state,
  written: `bot: ${number}`,
  got: '',
  node: 'a',
})

test('the first difference is shown with a little of what came before', () => {
  const rows = [row(1), row(2), row(3), row(4, 'differs'), row(5), row(6, 'missing')]

  expect(firstDifference({ id: 1, name: '', state: 'failed', rows } as TalkResult)?.number).toBe(4)
  expect(shownRows(rows)).toEqual({ rows: rows.slice(1), hidden: 1 })
})
