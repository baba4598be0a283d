import { expect, test } from 'vitest'

import { clockOf, dayOf } from './times'
import { wordsIn } from './words'

const now = new Date(2026, 10, 22, 12, 0).getTime()
const at = (day: number) => new Date(2026, 10, day, 9, 5).toISOString()

test('today has no name, yesterday has one, other days are dated', () => {
  const days = [22, 21, 20].map((day) => dayOf(at(day), now, wordsIn('pl')))

  expect(days).toEqual(['', 'Wczoraj', '20 listopada'])
  expect(dayOf(at(20), now, wordsIn('en'))).toBe('20 November')
})

test.each(['pl', 'en', 'en-GB', 'en-US'])('the clock has 24 hours (%s)', (language) => {
  const times = [0, 9, 21].map((hour) => new Date(2026, 10, 22, hour, 5).toISOString())

  expect(times.map((time) => clockOf(time, wordsIn(language)))).toEqual(['00:05', '09:05', '21:05'])
})

test('what is no time is left out', () => {
  expect([clockOf('soon', wordsIn('en')), dayOf('soon', now, wordsIn('en'))]).toEqual(['', ''])
})
