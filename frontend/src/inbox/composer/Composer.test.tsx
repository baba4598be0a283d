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
import { useBegun } from './begun'
import { Composer } from './Composer'
import { composerBus } from './composerBus'
import { usePicked } from './picked'

const ME: Agent = {
  id: 1,
  name: 'Ewa',
  state: 'online',
  online: true,
  present: true,
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
  mail: null,
  contact: { id: 1, name: 'Ada', known: true, blocked: false },
  agent: { id: 1, name: 'Ewa' },
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
}
const CANNED = [
  { id: 1, title: 'Greeting', shortcut: 'hello', text: 'Hello, {name}. {agent}.', language: 'en' },
  {
    id: 2, title: 'Sent', shortcut: 'sent', language: 'en',
    text: 'Order {order} left on {day}; we wrote to {email}.',
  },
] // prettier-ignore
const CARD = {
  row: { id: 'c1' },
  contact: { email: 'ada@example.com', phone: '' },
  answers: [{ name: 'order', label: 'Order', value: '1042' }],
}

const COLLEAGUES = [
  { id: 7, name: 'Jan Żak', may_see: true },
  { id: 8, name: 'Janina', may_see: false },
]
/** The network of files: each is answered as `upload` says. */
const upload = {
  status: 201,
  body: { id: 'f1', name: 'umowa.pdf', kind: 'pdf', size: 4 } as object,
}

class StandInRequest {
  upload = {}
  status = 0
  responseText = ''
  onload = () => undefined
  path = ''
  open(_method: string, path: string) {
    this.path = path
  }
  setRequestHeader() {}
  abort() {}
  send(form: FormData) {
    network.sent.push({ path: this.path, body: { file: (form.get('file') as File).name } })
    this.status = upload.status
    this.responseText = JSON.stringify(upload.body)
    queueMicrotask(() => this.onload())
  }
}

/** The network: what was sent, and whether it works. */
const network = { sent: [] as { path: string; body: Record<string, unknown> }[], works: true }

Element.prototype.scrollIntoView = () => undefined

beforeEach(() => {
  network.sent = []
  network.works = true
  upload.status = 201
  upload.body = { id: 'f1', name: 'umowa.pdf', kind: 'pdf', size: 4 }
  usePicked.setState({ trays: {} })
  standInForBrowser()
  vi.stubGlobal('XMLHttpRequest', StandInRequest)
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (options.method === 'GET') {
      const answers = { '/colleagues/': COLLEAGUES, '/conversations/c1/': CARD }
      const asked = Object.entries(answers).find(([end]) => path.endsWith(end))
      return Promise.resolve(new Response(JSON.stringify(asked?.[1] ?? CANNED)))
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
  useBegun.setState({}, true)
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

it('a canned reply says what is known, and is not sent before the rest is filled in', async () => {
  await userEvent.type(field(), '/sent')
  await screen.findByText(/Order 1042 left/)
  await userEvent.keyboard('{Enter}')
  const written = 'Order 1042 left on {day}; we wrote to ada@example.com.'
  expect(field()).toHaveProperty('value', written)

  await userEvent.keyboard('{Enter}')
  expect(network.sent).toEqual([])
  expect(screen.getByText('Fill in {day}, or remove it.')).toBeTruthy()
  const { selectionStart, selectionEnd } = field() as HTMLTextAreaElement
  expect(written.slice(selectionStart, selectionEnd)).toBe('{day}')

  await userEvent.keyboard('Monday{Enter}')
  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.body).toMatchObject({
    text: 'Order 1042 left on Monday; we wrote to ada@example.com.',
  })
})

it('a note goes to colleagues only', async () => {
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  await userEvent.type(screen.getByRole('textbox'), 'VIP{Enter}')

  await waitFor(() => expect(network.sent).toHaveLength(1))
  expect(network.sent[0]?.path).toBe('/api/v1/inbox/conversations/c1/note/')
})

it('after a note the next words are a note, too, until one chooses to reply', async () => {
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  await userEvent.type(field(), 'VIP{Enter}')
  await userEvent.type(field(), 'and rude{Enter}')

  await waitFor(() => expect(network.sent).toHaveLength(2))
  expect(network.sent[1]?.path).toBe('/api/v1/inbox/conversations/c1/note/')
  await userEvent.click(screen.getByRole('radio', { name: 'Reply' }))
  await userEvent.type(field(), 'Hello{Enter}')
  await waitFor(() => expect(network.sent).toHaveLength(3))
  expect(network.sent[2]?.path).toBe('/api/v1/inbox/conversations/c1/reply/')
})

it('a button shows the canned replies, and puts one after what is written', async () => {
  await userEvent.type(field(), 'Good morning.')
  await userEvent.click(screen.getByRole('button', { name: 'Canned replies' }))
  await screen.findByRole('option', { name: /Greeting/ })

  await userEvent.keyboard('{Enter}')

  expect(field()).toHaveProperty('value', 'Good morning.\nHello, Ada. Ewa.')
  expect(screen.queryByRole('option')).toBeNull()
  expect(network.sent).toEqual([])
  await userEvent.click(screen.getByRole('radio', { name: 'Note' }))
  expect(screen.queryByRole('button', { name: 'Canned replies' })).toBeNull()
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

const pdf = (name = 'umowa.pdf') => new File(['%PDF'], name, { type: 'application/pdf' })

it('sends a file with the reply, once it is there, and shows it meanwhile', async () => {
  await userEvent.upload(screen.getByTestId('file-picker'), pdf())
  await screen.findByText('1 KB')

  await userEvent.type(screen.getByRole('textbox'), 'Here it is{Enter}')

  await waitFor(() => expect(network.sent).toHaveLength(2))
  expect(network.sent[1]?.path).toContain('/reply/')
  expect(network.sent[1]?.body).toMatchObject({ text: 'Here it is', files: ['f1'] })
  expect(screen.queryByText('1 KB')).toBeNull()
})

it('sends a file without a word', async () => {
  await userEvent.upload(screen.getByTestId('file-picker'), pdf())
  await screen.findByText('1 KB')

  await userEvent.click(screen.getAllByRole('button', { name: 'Send' })[0] as HTMLElement)

  await waitFor(() => expect(network.sent).toHaveLength(2))
  expect(network.sent[1]?.body).toMatchObject({ text: '', files: ['f1'] })
})

it('keeps the files of a note apart from those of a reply', async () => {
  await userEvent.upload(screen.getByTestId('file-picker'), pdf('for-the-visitor.pdf'))
  await screen.findByText('for-the-visitor.pdf')

  act(() => composerBus.focus('note'))

  await waitFor(() => expect(screen.queryByText('for-the-visitor.pdf')).toBeNull())
})

it('says why a file was refused, and lets it be removed', async () => {
  upload.status = 415
  upload.body = { code: 'file_type', message: 'Files of this kind are not accepted.' }
  await userEvent.upload(screen.getByTestId('file-picker'), pdf('a.pdf'))

  expect((await screen.findByRole('alert')).textContent).toContain('not accepted')
  await userEvent.click(screen.getByRole('button', { name: 'Remove a.pdf' }))

  expect(screen.queryByText('a.pdf')).toBeNull()
})

it('shows a reply with a file that was not sent, to be sent again as it was', async () => {
  await userEvent.upload(screen.getByTestId('file-picker'), pdf())
  await screen.findByText('1 KB')
  network.works = false
  await userEvent.type(screen.getByRole('textbox'), 'Here{Enter}')
  const again = await screen.findByRole('button', { name: 'Try again' })
  expect(screen.getByRole('link', { name: /umowa.pdf/ })).toBeTruthy()

  network.works = true
  await userEvent.click(again)

  await waitFor(() => expect(network.sent.at(-1)?.body).toMatchObject({ files: ['f1'] }))
})

it('takes files that are dropped, five at most', async () => {
  act(() => composerBus.attach?.(['1', '2', '3', '4', '5', '6'].map((name) => pdf(name))))

  expect((await screen.findByRole('alert')).textContent).toContain('Up to 5 files')
  expect(screen.getAllByRole('button', { name: /^Remove/ })).toHaveLength(5)
})
