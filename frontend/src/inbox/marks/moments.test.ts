import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { localOf, momentsAt } from './moments'

beforeEach(() => vi.stubEnv('TZ', 'Europe/Warsaw'))
afterEach(() => vi.unstubAllEnvs())

const offered = (at: string, ...closed: string[]) =>
  Object.fromEntries(
    momentsAt(new Date(at), closed).map(({ name, until }) => [name, localOf(until)]),
  )

it('on a working day all are offered', () => {
  expect(offered('2026-11-26T13:08')).toEqual({
    inHour: '2026-11-26T14:08',
    inThreeHours: '2026-11-26T16:08',
    thisEvening: '2026-11-26T18:00',
    tomorrowMorning: '2026-11-27T09:00',
    mondayMorning: '2026-11-30T09:00',
  })
})

it('from five on nothing is put off to the evening', () => {
  expect(offered('2026-11-26T16:59')).toHaveProperty('thisEvening')
  expect(offered('2026-11-26T17:00')).not.toHaveProperty('thisEvening')
})

it('a morning on which the team does not work is not offered', () => {
  const friday = offered('2026-11-27T13:00', '2026-11-28', '2026-11-29')
  expect(friday).not.toHaveProperty('tomorrowMorning')
  expect(friday['mondayMorning']).toBe('2026-11-30T09:00')

  expect(offered('2026-11-27T13:00', '2026-11-30')).not.toHaveProperty('mondayMorning')
})

it('one morning is offered once, and on a Monday the next one is meant', () => {
  const sunday = offered('2026-11-29T12:00')
  expect(sunday['tomorrowMorning']).toBe('2026-11-30T09:00')
  expect(sunday).not.toHaveProperty('mondayMorning')

  expect(offered('2026-11-30T08:00')['mondayMorning']).toBe('2026-12-07T09:00')
})

it('when the clocks go forward nine stays nine, and three hours are three hours', () => {
  const eve = offered('2026-03-28T22:30')
  expect(eve['tomorrowMorning']).toBe('2026-03-29T09:00')
  expect(eve['mondayMorning']).toBe('2026-03-30T09:00')

  // 00:30 in winter time; at two it becomes three.
  expect(offered('2026-03-29T00:30')['inThreeHours']).toBe('2026-03-29T04:30')
})

it('when the clocks go back nine stays nine, and three hours are three hours', () => {
  expect(offered('2026-10-24T22:30')['tomorrowMorning']).toBe('2026-10-25T09:00')
  expect(momentsAt(new Date('2026-10-24T22:30'), [])[2]?.until.toISOString()).toBe(
    '2026-10-25T08:00:00.000Z',
  )
  expect(offered('2026-10-25T00:30')['inThreeHours']).toBe('2026-10-25T02:30')
})

it('an own time that the night leaves out is the one an hour later', () => {
  expect(localOf(new Date('2026-03-29T02:30'))).toBe('2026-03-29T03:30')
})

it('goes by the device wherever it is', () => {
  vi.stubEnv('TZ', 'America/New_York')

  expect(momentsAt(new Date('2026-11-26T13:08'), [])[3]?.until.toISOString()).toBe(
    '2026-11-27T14:00:00.000Z',
  )
})
