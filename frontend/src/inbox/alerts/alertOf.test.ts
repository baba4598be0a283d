import { expect, it } from 'vitest'
import type { Agent, Row } from '../api/types'
import { alertOf } from './alertOf'

const ME = { id: 7, state: 'online', teams: [1] } as unknown as Agent
const ROW = { id: 'c', state: 'agent', head_seq: 4, agent: { id: 7, name: 'Ewa' }, team: { id: 1 } }
const row = (more: object) => ({ ...ROW, ...more }) as unknown as Row
const said = (at: string, from = 'visitor') => ({ last: { from, at, text: '' } })

it('a visitor who writes to me calls me once', () => {
  const before = row(said('1'))
  const after = row({ ...said('2'), head_seq: 5 })

  expect(alertOf(before, after, ME)).toBe('said')
  expect(alertOf(after, after, ME)).toBeNull()
})

it('neither my own words nor a colleague’s visitor call me', () => {
  expect(alertOf(row(said('1')), row(said('2', 'agent')), ME)).toBeNull()
  expect(alertOf(undefined, row({ ...said('2'), agent: { id: 8 } }), ME)).toBeNull()
})

it('a conversation that becomes mine calls me', () => {
  expect(alertOf(row({ agent: { id: 8 } }), row({}), ME)).toBe('given')
})

it('who begins to wait in a team of mine calls me while I answer', () => {
  const waiting = row({ state: 'queued', agent: null })

  expect(alertOf(undefined, waiting, ME)).toBe('waiting')
  expect(alertOf(waiting, waiting, ME)).toBeNull()
  expect(alertOf(undefined, waiting, { ...ME, state: 'away' })).toBeNull()
  expect(alertOf(undefined, row({ state: 'queued', agent: null, team: { id: 2 } }), ME)).toBeNull()
})

it('what comes late, after something newer, calls nobody', () => {
  expect(alertOf(row({ head_seq: 9 }), row({ ...said('2'), head_seq: 5 }), ME)).toBeNull()
})
