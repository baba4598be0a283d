import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Row } from '../api/types'
import { emptyInbox } from './inboxState'
import { doToChosen, picked } from './many'
import { useInbox } from './store'

const row = (id: string): Row => ({
  id,
  state: 'agent',
  epoch: 3,
  head_seq: 1,
  seen_seq: 0,
  language: 'pl',
  channel: 'web',
  mail: null,
  contact: { id: 1, name: `Name ${id}`, known: true, blocked: false },
  agent: null,
  team: null,
  reason: '',
  passed: null,
  by_mail: false,
  left: null,
  noted: false,
  urgent: false,
  waiting_since: null,
  queued_at: null,
  heard_at: null,
  target_s: 120,
  sla: null,
  last: null,
  unread: 0,
  tags: [],
  snoozed_until: null,
  mentioned: false,
  mention_unread: false,
  at_risk: false,
  rating: false,
  answered_by: '',
  score: null,
  started_at: '2026-11-22T07:00:00Z',
  last_activity_at: '2026-11-22T07:00:00Z',
})
const ROWS = ['a', 'b', 'c', 'd'].map(row)

let answer: () => Promise<Response>
let sent: { conversations: { id: string; epoch: number }[] }[]

beforeEach(() => {
  sent = []
  vi.stubGlobal('document', { visibilityState: 'hidden', cookie: '' })
  vi.stubGlobal('fetch', (_path: string, options: RequestInit) => {
    sent.push(JSON.parse(String(options.body)) as (typeof sent)[number])
    return answer()
  })
  useInbox.setState({ ...emptyInbox, rows: ROWS })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('a pick turns one over', () => {
  expect(picked(ROWS, [], 'b', false)).toEqual(['b'])
  expect(picked(ROWS, ['b', 'c'], 'b', false)).toEqual(['c'])
})

it('a range goes from the last pick to here, either way', () => {
  expect(picked(ROWS, ['a'], 'c', true).sort()).toEqual(['a', 'b', 'c'])
  expect(picked(ROWS, ['d'], 'b', true).sort()).toEqual(['b', 'c', 'd'])
  expect(picked(ROWS, [], 'b', true)).toEqual(['b'])
})

it('each is sent as it was seen, what fails is told and stays chosen', async () => {
  answer = () =>
    Promise.resolve(
      Response.json({
        results: [
          { id: 'a', code: '', message: '' },
          { id: 'c', code: 'owner_changed', message: 'Jan has it.' },
        ],
      }),
    )
  useInbox.setState({ chosen: ['c', 'a', 'gone'] })

  const tally = await doToChosen({ action: 'close' })

  expect(sent[0]?.conversations).toEqual([
    { id: 'a', epoch: 3 },
    { id: 'c', epoch: 3 },
  ])
  expect(tally).toEqual({
    done: 1,
    failures: [{ id: 'c', name: 'Name c', problem: 'Jan has it.' }],
  })
  expect(useInbox.getState().chosen).toEqual(['c'])
})

it('without a connection all of them failed', async () => {
  answer = () => Promise.reject(new TypeError('offline'))
  useInbox.setState({ chosen: ['a', 'b'] })

  const tally = await doToChosen({ action: 'tag', add: [1] })

  expect([tally.done, tally.failures.length]).toEqual([0, 2])
})
