// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { keepBegun, useBegun } from '../composer/begun'
import { ConversationRow } from './ConversationRow'

const WAITING: Row = {
  id: 'c1',
  state: 'queued',
  epoch: 1,
  head_seq: 4,
  seen_seq: 0,
  language: 'en',
  channel: 'web',
  mail: null,
  contact: { id: 1, name: 'Ada', known: true, blocked: false },
  agent: null,
  team: { id: 1, name: 'Help' },
  reason: 'Asks about a parrot',
  passed: null,
  by_mail: false,
  left: null,
  noted: false,
  urgent: false,
  waiting_since: '2026-11-22T07:00:00Z',
  queued_at: '2026-11-22T07:00:00Z',
  heard_at: null,
  target_s: 120,
  sla: null,
  last: { from: 'visitor', text: 'Hello?', at: '2026-11-22T07:00:00Z', agent: null },
  unread: 1,
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
}

beforeEach(() => {
  standInForBrowser()
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(row: Row) {
  const now = Date.parse('2026-11-22T07:01:00Z')
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <ConversationRow row={row} me={1} now={now} selected={false} onOpen={() => undefined} />
      </MantineProvider>
    </I18nextProvider>,
  )
}

it('of one who waits it shows why', () => {
  show(WAITING)

  expect(screen.getByText('Asks about a parrot')).toBeTruthy()
  expect(screen.queryByText('Hello?')).toBeNull()
})

it.each([
  ['closed', false],
  ['bot', true],
] as const)('of one that is over it shows what it was about (%s, rated %s)', (state, rating) => {
  const asked = { from: 'bot' as const, text: 'How did you like it?', at: '', agent: null }
  show({ ...WAITING, state, rating, reason: 'My lamp is dark', last: asked })

  expect(screen.getByText('My lamp is dark')).toBeTruthy()
  expect(screen.queryByText('How did you like it?')).toBeNull()
})

it('of one who wrote more while they wait it shows that beside why', () => {
  const last = { from: 'visitor' as const, text: 'It is blue', agent: null }
  show({ ...WAITING, last: { ...last, at: '2026-11-22T07:00:30Z' } })

  expect(screen.getByText('Asks about a parrot')).toBeTruthy()
  expect(screen.getByText('It is blue')).toBeTruthy()
})

it('of one who waits without a reason it shows their last words', () => {
  show({ ...WAITING, reason: '' })

  expect(screen.getByText('Hello?')).toBeTruthy()
})

it('once somebody answers it shows the last line again', () => {
  show({ ...WAITING, state: 'agent', agent: { id: 1, name: 'Ewa' } })

  expect(screen.getByText('Hello?')).toBeTruthy()
})

it('last words are mine where I wrote them, else those of the colleague by their first name', () => {
  const last = { from: 'agent' as const, text: 'One moment', at: '2026-11-22T07:00:30Z' }
  const mine = { ...WAITING, state: 'agent' as const, agent: { id: 1, name: 'Ewa Lis' } }
  const words = (agent: { id: number; name: string } | null) => {
    show({ ...mine, last: { ...last, agent } })
    const shown = screen.getByText('One moment').textContent
    cleanup()
    return shown
  }

  expect(words({ id: 1, name: 'Ewa Lis' })).toBe('You: One moment')
  expect(words({ id: 2, name: 'Jan Maj' })).toBe('Jan: One moment')
  expect(words(null)).toBe('Agent: One moment')
})

it('what was left and has no answer is shown, and marked, until a person has the conversation', () => {
  const left = { at: '2026-11-22T07:00:00Z', text: 'My lamp is dark.', team: 1 }
  const last = { from: 'bot' as const, text: 'Thank you', at: '2026-11-22T07:00:30Z', agent: null }
  show({ ...WAITING, state: 'closed', waiting_since: null, left, last })

  expect(screen.getByText('My lamp is dark.')).toBeTruthy()
  expect(screen.getByText('Message left').dataset['level']).toBe('warn')
  cleanup()
  show({ ...WAITING, state: 'agent', agent: { id: 1, name: 'Ewa' }, left, last })
  expect(screen.getByText(/Thank you/)).toBeTruthy()
})

const PROMISED = { promise: 'first_reply', paused: false } as const

it('a promise that is due soon says how much time is left, and which one it is', () => {
  show({ ...WAITING, sla: { ...PROMISED, state: 'warning', due_at: '2026-11-22T07:06:30Z' } })

  const badge = screen.getByTitle('First reply: due in 5 min')
  expect(badge.textContent).toBe('First reply: due in 5 min')
  expect(badge.dataset['level']).toBe('warn')
})

it('a broken promise says by how much, before the server says so', () => {
  show({ ...WAITING, sla: { ...PROMISED, state: 'warning', due_at: '2026-11-22T06:48:30Z' } })

  expect(screen.getByTitle('First reply: 12 min overdue').dataset['level']).toBe('bad')
})

it('a promise due tomorrow, or one that waits for the visitor, has no badge', () => {
  show({ ...WAITING, sla: { ...PROMISED, state: 'in_time', due_at: '2026-11-23T07:00:00Z' } })
  show({ ...WAITING, sla: { ...PROMISED, state: 'in_time', due_at: null, paused: true } })

  expect(screen.queryByTitle(/First reply/)).toBeNull()
})

it('outside the team’s hours a long wait is no alarm while the promise can be kept', () => {
  const yesterday = '2026-11-21T18:00:00Z'
  show({
    ...WAITING,
    waiting_since: yesterday,
    sla: { ...PROMISED, state: 'in_time', due_at: '2026-11-23T07:05:00Z' },
  })

  expect(screen.getByTitle('Waiting for 13:01:00').dataset['level']).toBeUndefined()
})

it('it shows its tags, that it is snoozed, and that a note calls me', () => {
  const tag = (id: number) => ({ id, name: `Tag ${id}`, color: 'ask' as const })
  show({
    ...WAITING,
    tags: [1, 2, 3, 4, 5].map(tag),
    snoozed_until: '2026-11-22T09:00:00Z',
    mention_unread: true,
  })

  expect(screen.getByText('Tag 3')).toBeTruthy()
  expect(screen.queryByText('Tag 4')).toBeNull()
  expect(screen.getByTitle('Tag 4, Tag 5').textContent).toBe('+2')
  expect(screen.getByText(/^Snoozed until/)).toBeTruthy()
  expect(screen.getByText('You were mentioned')).toBeTruthy()
})

it('its box selects it, and with Shift all from the last one', () => {
  const rows = ['a', 'b', 'c1'].map((id) => ({ ...WAITING, id }))
  useInbox.setState({ ...emptyInbox, rows, chosen: ['a'] })
  show(WAITING)

  fireEvent.click(screen.getByRole('checkbox', { name: 'Select: Ada' }), { shiftKey: true })

  expect(useInbox.getState().chosen).toEqual(['a', 'b', 'c1'])
})

it('what was begun and not sent is shown as a draft, in place of the last words', () => {
  keepBegun('c1', { reply: 'I will look', note: '' })
  show(WAITING)
  act(() => keepBegun('c1', { reply: 'I will look\nat it', note: '' }))

  expect(screen.getByText('Draft:').parentElement?.textContent).toBe('Draft: I will look at it')
  act(() => useBegun.setState({}, true))
  expect(screen.getByText('Asks about a parrot')).toBeTruthy()
})

it('a note is a mark, and of one who was passed on it says by whom and what they wrote', () => {
  show({ ...WAITING, noted: true, passed: { by: 'Jan', note: 'Wants the blue one' } })

  expect(screen.getByText('There are notes')).toBeTruthy()
  expect(screen.getByText('Jan passes it on: “Wants the blue one”')).toBeTruthy()
})

it('a language that is not the agent’s is named', () => {
  show({ ...WAITING, language: 'de' })
  expect(screen.getByText('German')).toBeTruthy()
  cleanup()

  show(WAITING)
  expect(screen.queryByText('English')).toBeNull()
})

it('a row says what was sent and did not arrive, before what was begun', () => {
  const draft = {
    clientId: 'k', text: 'On its\nway', files: [], private: false, mentions: [], epoch: 1,
    problem: '', at: '', status: 'waiting' as const,
  } // prettier-ignore
  useInbox.setState({ ...emptyInbox, drafts: { c1: [draft] } })
  keepBegun('c1', { reply: 'And more', note: '' })
  show({ ...WAITING })

  expect(screen.getByText('Not sent:').parentElement?.textContent).toBe('Not sent: On its way')

  act(() => useInbox.setState({ drafts: { c1: [] } }))
  expect(screen.getByText('Draft:').parentElement?.textContent).toBe('Draft: And more')
  keepBegun('c1', { reply: '', note: '' })
})

it('of one that is over it shows who answered and how it was rated', () => {
  const score = { score: 5, high: 5, comment: '' }
  show({ ...WAITING, state: 'closed', waiting_since: null, answered_by: 'Ewa', score })

  expect(screen.getByText('Ewa')).toBeTruthy()
  expect(screen.getByText('5/5')).toBeTruthy()
  expect(screen.getByText('Rating: 5 of 5')).toBeTruthy()
})
