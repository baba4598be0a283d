import { expect, test } from 'vitest'

import { awayAt, nextTurn } from './away'

const LINES = [
  { from: 100, until: 200, text: 'jutro' },
  { from: 200, until: 300, text: 'dziś' },
  { from: 900, until: 950, text: 'później' },
]

test('each line holds in its time, and between them nothing is said', () => {
  const said = [99, 100, 199, 200, 300, 900, 950].map((at) => awayAt(LINES, at * 1000))

  expect(said).toEqual(['', 'jutro', 'jutro', 'dziś', '', 'później', ''])
})

test('the chat looks again when what it says turns, and no sooner', () => {
  const waits = [50, 100, 250, 300, 950].map((at) => nextTurn(LINES, at * 1000))

  expect(waits).toEqual([50_000, 100_000, 50_000, 600_000, null])
  expect(nextTurn([], 0)).toBeNull()
})
