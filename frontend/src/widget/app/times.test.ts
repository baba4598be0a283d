import { expect, test } from 'vitest'

import { clockOf, dayOf } from './times'
import { wordsIn } from './words'

const now = new Date(2026, 10, 22, 12, 0).getTime()
const at = (day: number) => new Date(2026, 10, day, 9, 5).toISOString()

test('today has no name, yesterday has one, other days are dated', () => {
  const days = [22, 21, 20].map((day) => dayOf(at(day), now, wordsIn('pl')))

  expect(days).toEqual(['', 'Wczoraj', '20 listopada'])
})

test('the clock is written as the language writes it', () => {
  expect(clockOf(at(22), wordsIn('pl'))).toBe('09:05')
})

test('what is no time is left out', () => {
  expect([clockOf('soon', wordsIn('en')), dayOf('soon', now, wordsIn('en'))]).toEqual(['', ''])
})
