// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { useBegun } from './begun'
import { Composer } from './Composer'
import { joined } from './useTypedDraft'

const ROW = {
  id: 'c1',
  state: 'agent',
  epoch: 3,
  head_seq: 1,
  language: 'en',
  channel: 'web',
  mail: null,
  contact: { id: 1, name: 'Ada', known: true, blocked: false },
  agent: { id: 1, name: 'Ewa' },
  team: { id: 5, name: 'Shop' },
} as Row
const TEAM = { id: 5, name: 'Shop', open: true, agents_online: 1, zone: '', drafts: true }

/** What was asked of the model and sent to the visitor, and how the model answers the next. */
const network = { asked: [] as string[], others: 0, answer: async () => new Response('{}') }

function answers(text: string, status = 200): void {
  const body = status === 200 ? { text, sources: ['Delivery'] } : { code: 'model', message: 'No' }
  network.answer = async () => new Response(JSON.stringify(body), { status })
}

function show(team: typeof TEAM): void {
  useInbox.setState({
    ...emptyInbox,
    me: { id: 1, name: 'Ewa' } as Agent,
    open: ROW,
    teams: [team],
    threads: { c1: { messages: [], earlier: false } },
  })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <Composer row={ROW} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox')
const type = (value: string) => fireEvent.change(field(), { target: { value } })
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const offered = () => screen.getByTestId('typed-draft').textContent

beforeEach(() => {
  vi.useFakeTimers()
  standInForBrowser()
  Object.assign(network, { asked: [], others: 0 })
  useBegun.setState({}, true)
  answers(' costs £3.95.')
  vi.stubGlobal('fetch', async (path: string, options: RequestInit) => {
    if (options.method === 'GET') {
      const card = { row: ROW, contact: { email: '', phone: '' }, answers: [] }
      return new Response(JSON.stringify(path.endsWith('/c1/') ? card : []))
    }
    if (!path.endsWith('/reply-draft/')) {
      network.others += 1
      return new Response('{}')
    }
    network.asked.push((JSON.parse(String(options.body)) as { begun: string }).begun)
    const answer = await network.answer()
    options.signal?.throwIfAborted()
    return answer
  })
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('a draft is offered after a pause, put in by Tab, and never sent', async () => {
  show(TEAM)
  type('Delivery')
  type('Delivery by courier')
  await pass(999)
  expect(network.asked).toEqual([])
  await pass(1)
  expect(offered()).toContain('costs £3.95.')

  fireEvent.keyDown(field(), { key: 'Tab' })
  await pass(5_000)

  expect(field().value).toBe('Delivery by courier costs £3.95.')
  expect(offered()).toBe('')
  expect(network).toMatchObject({ asked: ['Delivery by courier'], others: 0 })
})

it('the button does the same as Tab', async () => {
  show(TEAM)
  type('Delivery by courier')
  await pass(1_000)

  fireEvent.click(screen.getByRole('button', { name: /Insert \(Tab\)/ }))

  expect(field().value).toBe('Delivery by courier costs £3.95.')
})

it('what comes too late for the words that are there now is dropped', async () => {
  let answer = (_: Response) => undefined as void
  network.answer = () => new Promise((resolve) => (answer = resolve))
  show(TEAM)
  type('Delivery by courier')
  await pass(1_000)
  type('Delivery by post')
  answer(new Response(JSON.stringify({ text: ' late', sources: [] })))
  await pass(100)

  expect(offered()).toBe('')
})

it('new typing takes away what was offered, and Escape what one does not want', async () => {
  show(TEAM)
  type('Delivery by courier')
  await pass(1_000)
  type('Delivery by courier is')
  expect(offered()).toBe('')
  await pass(1_000)
  expect(offered()).toContain('costs')

  fireEvent.keyDown(field(), { key: 'Escape' })
  await pass(5_000)

  expect(offered()).toBe('')
  expect(network.asked).toHaveLength(2)
})

it('a model that cannot answer is left alone for a minute', async () => {
  answers('', 503)
  show(TEAM)
  type('Delivery by courier')
  await pass(1_000)
  type('Delivery by courier is')
  await pass(10_000)
  expect(network.asked).toHaveLength(1)

  await pass(60_000)
  type('Delivery by courier costs')
  await pass(1_000)

  expect(network.asked).toHaveLength(2)
})

it('no model is asked where the team does not want it, nor for a note', async () => {
  show({ ...TEAM, drafts: false })
  type('Delivery by courier')
  await pass(5_000)
  expect(network.asked).toEqual([])
  cleanup()

  show(TEAM)
  fireEvent.click(screen.getByRole('radio', { name: /Note/ }))
  type('Delivery by courier')
  await pass(5_000)

  expect(network.asked).toEqual([])
})

it.each([
  ['It', 'is £4.', 'It is £4.'],
  ['It ', 'is £4.', 'It is £4.'],
  ['It is £4', '. Bye.', 'It is £4. Bye.'],
])('a space stands between %j and %j only where one belongs', (text, draft, all) => {
  expect(joined(text, draft)).toBe(all)
})
