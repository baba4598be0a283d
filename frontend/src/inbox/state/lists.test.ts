import { expect, it } from 'vitest'
import type { Row } from '../api/types'
import { belongs } from './lists'

const row = {
  state: 'bot',
  team: null,
  agent: null,
  tags: [],
  snoozed_until: null,
  by_mail: false,
  left: null,
} as unknown as Row

it('what an agent ended is among the ended while the visitor is asked to rate it', () => {
  const rated = { ...row, rating: true }
  const talking = { ...row, rating: false }

  expect([belongs(rated, 'closed', 1, null), belongs(rated, 'bot', 1, null)]).toEqual([true, false])
  expect([belongs(talking, 'closed', 1, null), belongs(talking, 'bot', 1, null)]).toEqual([
    false,
    true,
  ])
})

it('what was left is in the list of its team, whatever team had the conversation', () => {
  const left = { ...row, left: { at: '', text: '', team: 2 }, team: { id: 1, name: 'Help' } }
  const inView = (one: Row, team: number | null) => belongs(one, 'left', 1, team)

  expect([inView(left, null), inView(left, 2), inView(left, 1)]).toEqual([true, true, false])
  expect(inView(row, null)).toBe(false)
})

it('a message left that is put aside is among the snoozed, in no other list of what is to be done', () => {
  const aside = {
    ...row,
    left: { at: '', text: '', team: 2 },
    snoozed_until: '2026-11-23T07:00:00Z',
  }
  const views = (one: Row) =>
    (['left', 'snoozed'] as const).filter((view) => belongs(one, view, 1, null))

  expect(views(aside as Row)).toEqual(['snoozed'])
  expect(views({ ...aside, snoozed_until: null } as Row)).toEqual(['left'])
  expect(views({ ...aside, left: null } as Row)).toEqual([])
})
