import { expect, test } from 'vitest'

import type { Problem } from '../../shared/flow'
import { tally, toneOf } from './tone'

const problem = (given: Pick<Problem, 'level'> & Partial<Problem>): Problem => ({
  code: 'flow.E021',
  unfinished: false,
  message: '',
  hint: '',
  node: null,
  field: null,
  fix: null,
  ...given,
})

test('what is not there yet is no error, though it keeps the flow from being published', () => {
  expect(toneOf(problem({ level: 'error', unfinished: true }))).toBe('unfinished')
  expect(toneOf(problem({ level: 'error', unfinished: false }))).toBe('error')
  expect(toneOf(problem({ level: 'warning', unfinished: false }))).toBe('warning')
})

test('the gravest is counted first, and what there is none of is left out', () => {
  const some = [
    problem({ level: 'warning' }),
    problem({ level: 'error', unfinished: true }),
    problem({ level: 'warning' }),
  ]

  expect(tally(some)).toEqual([
    ['unfinished', 1],
    ['warning', 2],
  ])
})
