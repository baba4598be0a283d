// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Row } from '../api/types'
import { Drafts } from '../conversation/Drafts'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { begun } from './begun'
import { Composer } from './Composer'
import { composerBus } from './composerBus'

const ME: Agent = {
  id: 1,
  name: 'Ewa',
  state: 'online',
  online: true,
  load: 1,
  capacity: 4,
  teams: [],
}
const ROW: Row = {
  id: 'c1',
  state: 'agent',
  epoch: 3,
  head_seq: 1,
  seen_seq: 0,
  language: 'en',
  channel: 'web',
  contact: { id: 1, name: 'Ada', known: true },
  agent: { id: 1, name: 'Ewa' },
  team: null,
  reason: '',
  urgent: false,
  waiting_since: null,
  target_s: 120,
  sla: null,
  last: null,
  unread: 0,
  tags: [],
  snoozed_until: null,
  mentioned: false,
  mention_unread: false,
  at_risk: false,
  started_at: '2026-11-22T07:00:00Z',
  last_activity_at: '2026-11-22T07:00:00Z',
}
const CANNED = [
  { id: 1, title: 'Greeting', shortcut: 'hello', text: 'Hello, {name}. {agent}.', language: 'en' },
]

const COLLEAGUES = [
  { id: 7, name: 'Jan Żak', may_see: true },
  { id: 8, name: 'Janina', may_see: false },
]

/** The network: what was sent, and whether it works. */
const network = { sent: [] as { path: string; body: Record<string, unknown> }[], works: true }

Element.prototype.scrollIntoView = () => undefined

beforeEach(() => {
  network.sent = []
  network.works = true
  standInForBrowser()
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (options.method === 'GET') {
      const rows = path.endsWith('/colleagues/') ? COLLEAGUES : CANNED
      return Promise.resolve(new Response(JSON.stringify(rows)))
    }
    if (!network.works) return Promise.reject(new TypeError('offline'))
    const body = JSON.parse(String(options.body)) as Record<string, unknown>
    network.sent.push({ path, body })
    const message = {
      seq: 2,
      from: 'agent',
      private: false,
      content: { kind: 'text', text: body['text'] },
      generated: false,
      at: '2026-11-22T07:01:00Z',
      client_id: body['client_id'],
      agent: { id: 1, name: 'Ewa' },
    }
    return Promise.resolve(new Response(JSON.stringify(message), { status: 201 }))
  })
  useInbox.setState({
    ...emptyInbox,
    me: ME,
    open: ROW,
    threads: { c1: { messages: [], earlier: false } },
  })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <Drafts row={ROW} />
          <Composer row={ROW} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
})

afterEach(() => {
  cleanup()
  begun.clear()
  vi.unstubAllGlobals()
})

const field = () => screen.getByRole('textbox')

it('Enter sends with the owner epoch; Shift+Enter starts a new line', async () => {
  await userEvent.type(field(), 'one{Shift>}{Enter}{/Shift}two{Enter}')

  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.path).toBe('/api/v1/inbox/conversations/c1/reply/')
  expect(network.sent[0]?.body).toMatchObject({ text: 'one\ntwo', epoch: 3 })
  expect(field()).toHaveProperty('value', '')
})

it('what could not be sent says so, and is sent again under the same id', async () => {
  network.works = false
  await userEvent.type(field(), 'Hello{Enter}')
  const again = await screen.findByRole('button', { name: 'Try again' })
  const id = useInbox.getState().drafts['c1']?.[0]?.clientId
  network.works = true

  await userEvent.click(again)

  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.body['client_id']).toBe(id)
  await waitFor(() => expect(useInbox.getState().drafts['c1']).toEqual([]))
})

it('a slash brings up the canned replies and Enter puts one in, with the names', async () => {
  await userEvent.type(field(), '/hel')
  await screen.findByRole('option')

  await userEvent.keyboard('{Enter}')

  expect(field()).toHaveProperty('value', 'Hello, Ada. Ewa.')
  expect(network.sent).toEqual([])
})

it('a note goes to colleagues only', async () => {
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  await userEvent.type(screen.getByRole('textbox'), 'VIP{Enter}')

  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.path).toBe('/api/v1/inbox/conversations/c1/note/')
})

it('a reply and a note are two drafts: what was begun in one never shows in the other', async () => {
  await userEvent.type(field(), 'To Ada')
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  expect(field()).toHaveProperty('value', '')
  await userEvent.type(field(), 'She is angry')
  await userEvent.click(screen.getByRole('radio', { name: /Reply/ }))

  expect(field()).toHaveProperty('value', 'To Ada')
  expect(screen.getByRole('radio', { name: /^Note.*begun, not sent$/ })).toBeTruthy()
  await userEvent.type(field(), '{Enter}')
  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.body).toMatchObject({ text: 'To Ada' })

  await userEvent.click(screen.getByRole('radio', { name: /Note/ }))
  expect(field()).toHaveProperty('value', 'She is angry')
})

it('the key for canned replies fills the reply and leaves the note alone', async () => {
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  await userEvent.type(field(), 'VIP')

  act(() => composerBus.focus('canned'))

  expect(field()).toHaveProperty('value', '/')
  await userEvent.click(screen.getByRole('radio', { name: /Note/ }))
  expect(field()).toHaveProperty('value', 'VIP')
})

it('an @ in a note offers colleagues, and whoever is named is sent along', async () => {
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  await userEvent.type(screen.getByRole('textbox'), 'See @za')
  await screen.findByRole('option', { name: '@Jan Żak' })

  await userEvent.keyboard('{Enter}')
  expect(screen.getByRole('textbox')).toHaveProperty('value', 'See @Jan Żak ')
  await userEvent.type(screen.getByRole('textbox'), 'please{Enter}')

  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.body).toMatchObject({ text: 'See @Jan Żak please', mentions: [7] })
})
