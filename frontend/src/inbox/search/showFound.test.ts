// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Found, Row } from '../api/types'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { showFound, viewOf } from './showFound'

const row = (id: string, state = 'closed') =>
  ({ id, state, agent: null, snoozed_until: null, last_activity_at: '' }) as unknown as Row
const found = (one: Row, seq: number | null) => ({ row: one, excerpt: { seq } }) as unknown as Found
let asked: string[]

beforeEach(() => {
  asked = []
  useInbox.setState({ ...emptyInbox, rows: [row('w', 'queued')], me: { id: 1 } as never })
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const second = path.includes('cursor=')
    const conversations = [second ? row('c9') : row('c1')]
    return Promise.resolve(Response.json({ conversations, next: second ? null : 'p2', counts: {} }))
  })
})
afterEach(() => vi.unstubAllGlobals())

it('the list goes where the conversation is, as far as its page', async () => {
  await showFound(found(row('c9'), 4))

  const { view, rows, sought } = useInbox.getState()
  expect([view, rows.map((one) => one.id)]).toEqual(['closed', ['c1', 'c9']])
  expect(sought).toEqual({ conversation: 'c9', seq: 4 })
})

it('one that is in the list already leaves the list as it is', async () => {
  await showFound(found(row('w', 'queued'), null))

  expect([useInbox.getState().view, useInbox.getState().sought, asked]).toEqual([
    'waiting',
    null,
    [],
  ])
})

it('knows the list of each conversation', () => {
  const held = { ...row('a', 'agent'), agent: { id: 1, name: 'Ewa' } }

  expect(viewOf(held, 1)).toBe('mine')
  expect(viewOf(held, 2)).toBe('team')
  expect(viewOf({ ...held, snoozed_until: '2026-11-23T08:00:00Z' }, 1)).toBe('snoozed')
  expect(viewOf(row('a', 'queued'), 1)).toBe('waiting')
  expect(viewOf(row('a', 'bot'), 1)).toBe('bot')
})
