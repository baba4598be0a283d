import { afterEach, expect, it, vi } from 'vitest'
import { clock, coming, shortTime, span, twoClocks, urgency } from './time'

afterEach(() => vi.unstubAllEnvs())

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

it('two clocks are named only where they show different times, with the day where that differs', () => {
  vi.stubEnv('TZ', 'Europe/Warsaw')
  const at = Date.parse('2026-11-26T14:00:00Z')

  expect(twoClocks('Europe/Warsaw', at, 'pl')).toBeNull()
  expect(twoClocks('Europe/Berlin', at, 'pl')).toBeNull()
  expect(twoClocks('Europe/London', at, 'pl')).toEqual({ here: '15:00', there: '14:00' })
  expect(twoClocks('Asia/Tokyo', at + 3_600_000, 'en')).toEqual({
    here: 'Thu 16:00',
    there: 'Fri 00:00',
  })
  expect(twoClocks('No/Where', at, 'pl')).toBeNull()
})

it('between the two nights on which clocks change, New York is an hour nearer', () => {
  vi.stubEnv('TZ', 'Europe/Warsaw')
  const noon = (day: string) => twoClocks('America/New_York', Date.parse(`${day}T12:00:00`), 'en')

  expect(noon('2026-03-07')?.there).toBe('06:00')
  expect(noon('2026-03-10')?.there).toBe('07:00')
  expect(noon('2026-03-30')?.there).toBe('06:00')
})

it('a moment to come is named with its day', () => {
  expect(coming(new Date(2026, 10, 28, 9, 0), 'pl')).toBe('sob., 28 lis, 09:00')
  expect(coming(new Date(2026, 10, 28, 9, 0), 'en')).toBe('Sat 28 Nov, 09:00')
})
