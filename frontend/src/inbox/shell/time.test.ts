import { expect, it } from 'vitest'
import { clock, shortTime, span, urgency } from './time'

const noon = new Date(2026, 10, 22, 12, 4).toISOString()
const laterThatDay = new Date(2026, 10, 22, 20, 0).getTime()
const nextWeek = new Date(2026, 10, 29, 8, 0).getTime()

it('today shows the time alone, earlier days the date before it', () => {
  expect(shortTime(noon, 'pl', laterThatDay)).toBe('12:04')
  expect(shortTime(noon, 'pl', nextWeek)).toBe('22 lis, 12:04')
  expect(shortTime(noon, 'en', nextWeek)).toBe('22 Nov, 12:04')
})

it('a wait reads as a clock', () => {
  expect([clock(-3), clock(42), clock(725), clock(7800)]).toEqual([
    '0:00',
    '0:42',
    '12:05',
    '2:10:00',
  ])
})

it('longer than promised is late, twice as long is overdue', () => {
  expect([119, 120, 239, 240].map((seconds) => urgency(seconds, 120))).toEqual([
    'calm',
    'late',
    'late',
    'overdue',
  ])
})

it('what is left of a promise reads in the largest units that matter', () => {
  expect([-5, 59, 60, 359, 3600, 7530].map(span)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '5 min',
    '1 h',
    '2 h 5 min',
  ])
})
