// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Counts, Message, Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { learnMessage, useInbox } from '../state/store'
import { ConversationPane } from './ConversationPane'
import { roomOf } from './Files'

const ROW = {
  id: 'c1',
  state: 'agent',
  language: 'en',
  contact: { id: 1, name: 'Ada', known: true },
  agent: { id: 1, name: 'Ewa' },
  team: { id: 1, name: 'Help' },
  reason: 'A kettle came broken',
  mail: null,
  tags: [],
  snoozed_until: null,
  seen_seq: 0,
} as unknown as Row
const counts = (waiting: number) => ({ waiting, queues: {} }) as unknown as Counts
const said = (seq: number) =>
  ({
    seq,
    from: 'visitor',
    private: false,
    content: { kind: 'text', text: `Words ${seq}` },
    at: '2026-11-22T07:00:00Z',
    agent: null,
  }) as unknown as Message
const details = vi.fn()
const opened = vi.fn()
/** What a browser without a layout says of the thread's box. */
const box = { scrollHeight: 1000, clientHeight: 400, scrollTop: 0 }
let shownAt: string[]

let lists: Record<string, Row[]>

const CARD = { row: { id: 'c1' }, contact: { email: '', phone: '' }, answers: [] }

beforeEach(() => {
  standInForBrowser()
  shownAt = []
  lists = { mine: [], waiting: [] }
  Object.assign(box, { scrollHeight: 1000, scrollTop: 0 })
  for (const key of ['scrollHeight', 'clientHeight', 'scrollTop'] as const) {
    Object.defineProperty(HTMLElement.prototype, key, {
      configurable: true,
      get: () => box[key],
      set: (value: number) => (box[key] = value),
    })
  }
  Element.prototype.scrollTo = ((to: ScrollToOptions) => {
    box.scrollTop = Math.min(to.top ?? 0, box.scrollHeight - box.clientHeight)
  }) as typeof Element.prototype.scrollTo
  Element.prototype.scrollIntoView = function (this: HTMLElement) {
    shownAt.push(this.dataset['seq'] ?? '')
  }
  vi.stubGlobal('fetch', (path: string) => {
    const list = /view=(mine|waiting)/.exec(path)?.[1]
    if (list) return Promise.resolve(Response.json({ conversations: lists[list], next: null }))
    return path.includes('before=')
      ? Promise.resolve(Response.json({ messages: [said(1), said(2)], more: false, head: 4 }))
      : Promise.resolve(Response.json(path.endsWith('/conversations/c1/') ? CARD : []))
  })
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(more: object = {}) {
  useInbox.setState({
    ...emptyInbox,
    me: { id: 1, name: 'Ewa' } as never,
    open: ROW,
    threadStatus: 'ready',
    threads: { c1: { messages: [said(3), said(4)], earlier: true } },
    ...more,
  })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: 0 } } })}>
        <MantineProvider env="test">
          <ConversationPane id="c1" onBack={() => undefined} onOpen={opened} onDetails={details} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

it('the way back counts who waits, as it changes, without the one who is open', () => {
  show({ counts: counts(0) })
  expect(screen.getByLabelText('Back')).toBeTruthy()

  act(() => useInbox.setState({ counts: counts(2) }))
  expect(screen.getByLabelText('Back. 2 people are waiting').textContent).toBe('2')

  act(() => useInbox.setState({ open: { ...ROW, state: 'queued' } }))
  expect(screen.getByLabelText('Back. 1 person is waiting')).toBeTruthy()
})

it('under the name stands why they are here, and leads to the details', () => {
  show()

  fireEvent.click(screen.getByRole('button', { name: /^Reason:/ }))

  expect(screen.getByRole('button', { name: /^Reason:/ }).textContent).toContain(ROW.reason)
  expect(details).toHaveBeenCalledOnce()
})

it('what a search found is fetched, shown and marked', async () => {
  show({ sought: { conversation: 'c1', seq: 2 } })

  const found = await screen.findByText('Words 2')

  expect(found.closest('li')?.dataset['found']).toBe('true')
  expect(screen.getByText('Words 3').closest('li')?.dataset['found']).toBeUndefined()
  expect(shownAt).toEqual(['2'])
})

it('a picture that grows does not drive the reader from the end, scrolling up does', () => {
  show()
  const thread = document.querySelector('.ib-thread') as HTMLElement
  fireEvent.scroll(thread)
  box.scrollHeight = 1400 // the picture is there; what was said before it moved up
  fireEvent.scroll(thread)
  act(() => learnMessage('c1', said(5)))
  expect(screen.queryByRole('button', { name: 'New messages' })).toBeNull()
  expect(box.scrollTop).toBe(1000)

  fireEvent.scroll(thread)
  box.scrollTop = 300
  fireEvent.scroll(thread)
  act(() => learnMessage('c1', said(6)))
  expect(screen.getByRole('button', { name: 'New messages' })).toBeTruthy()
})

it('room is kept for a picture before it is there', () => {
  const file = { id: 'f', name: 'a.png', kind: 'image', size: 9 }

  expect(roomOf({ ...file, width: 1200, height: 900 })).toEqual({
    inlineSize: 280,
    aspectRatio: '1200 / 900',
  })
  expect(roomOf({ ...file, width: 100, height: 960 })?.inlineSize).toBe(25)
  expect(roomOf({ ...file, width: 40, height: 30 })?.inlineSize).toBe(40)
  expect(roomOf(file)).toBeUndefined()
})

const ended = { open: { ...ROW, state: 'closed', agent: null } as Row, left: 'c1' }
const other = (id: string, more: object) =>
  ({ ...ROW, id, contact: { ...ROW.contact, name: id }, waiting_since: null, ...more }) as Row

it('after the end of one’s part the next person is one press away', async () => {
  lists['waiting'] = [other('c1', { state: 'queued' }), other('Ola', { state: 'queued' })]
  show(ended)

  fireEvent.click(await screen.findByRole('button', { name: 'Next person: Ola' }))

  expect(opened).toHaveBeenLastCalledWith('Ola')
})

it('whoever of one’s own waits for an answer comes before the queue', async () => {
  lists['mine'] = [other('Jan', {}), other('Iga', { waiting_since: '2026-11-22T07:00:00Z' })]
  lists['waiting'] = [other('Ola', { state: 'queued' })]
  show(ended)

  expect(await screen.findByRole('button', { name: 'Waiting for your reply: Iga' })).toBeTruthy()
})

const waits = (waiting: number) => ({ waiting, mine: 0 }) as never

it('where only the one that was passed on waits it says so, as the count has it', async () => {
  lists['waiting'] = [other('c1', { state: 'queued' })]
  const queued = { ...ROW, state: 'queued', agent: null } as Row
  show({ open: queued, left: 'c1', counts: waits(1) })

  expect(
    await screen.findByText('Apart from this conversation, nobody is waiting now.'),
  ).toBeTruthy()
  expect(screen.queryByText('Nobody else is waiting now.')).toBeNull()
})

it('nobody is never said beside a count of those who wait', async () => {
  const ended = { ...ROW, state: 'closed', agent: null } as Row
  show({ open: ended, left: 'c1', counts: waits(0) })
  expect(await screen.findByText('Nobody else is waiting now.')).toBeTruthy()

  act(() => useInbox.setState({ counts: waits(1) }))
  expect(screen.queryByText('Nobody else is waiting now.')).toBeNull()
})

it('where nobody waits it says so, and what somebody else ended offers nobody', async () => {
  show(ended)
  expect(await screen.findByText('Nobody else is waiting now.')).toBeTruthy()
  cleanup()

  show({ ...ended, left: null })
  expect(screen.queryByText('Nobody else is waiting now.')).toBeNull()
})
