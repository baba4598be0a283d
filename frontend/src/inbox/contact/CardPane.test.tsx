// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Card } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { useInbox } from '../state/store'
import { CardPane } from './CardPane'
import { Summary } from './Summary'

const CARD: Card = {
  row: {
    id: 'c2',
    state: 'closed',
    epoch: 3,
    head_seq: 1,
    seen_seq: 0,
    language: 'en',
    channel: 'web',
    mail: null,
    contact: { id: 1, name: 'Ada', known: true, blocked: false },
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
  },
  contact: {
    id: 1,
    name: 'Ada',
    email: '',
    phone: '',
    language: 'en',
    first_seen: '2026-11-21T07:00:00Z',
    merge: null,
  },
  page: { url: '', title: '' },
  flow: { name: 'Orders', version: 1 },
  answers: [],
  handoffs: [],
  files: [],
  consents: [],
  summary: [],
  writes: false,
  last_said: '',
  mood: null,
  models: null,
  passages: [],
  path: [],
  tickets: [],
  reason: '',
  rating: null,
  earlier: [
    {
      id: 'c1',
      channel: 'email',
      name: 'E-mail: Lamp',
      state: 'agent',
      outcome: '',
      started_at: '2026-11-21T07:00:00Z',
      topic: '',
      agent: '',
      being_rated: false,
      left: false,
      rating: null,
    },
  ],
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(card: Card, language: 'en' | 'pl') {
  standInForBrowser()
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(card))))
  render(
    <I18nextProvider i18n={startI18n(language, { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <CardPane id="c2" onBack={() => undefined} onOpen={() => undefined} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

it.each([
  ['en', 'With a person', 'Waiting for a person'],
  ['pl', 'Z konsultantem', 'Czeka na konsultanta'],
] as const)(
  'an earlier conversation that a person has does not seem to wait (%s)',
  async (language, answered, waits) => {
    show(CARD, language)

    expect(await screen.findByText(answered)).toBeTruthy()
    expect(screen.queryByText(waits)).toBeNull()
  },
)

it('a mood that was judged is told with its reasons, and as a guess', async () => {
  const reasons = ['wielkie litery', 'ponowione pytanie']
  show({ ...CARD, mood: { sounds: 'upset', reasons } }, 'pl')

  expect(
    await screen.findByText('Ton zdenerwowany: wielkie litery, ponowione pytanie'),
  ).toBeTruthy()
  expect(screen.getByText('To domysł na podstawie tekstu, a nie ocena człowieka.')).toBeTruthy()
})

it("a contact's language is called by its name", async () => {
  show({ ...CARD, contact: { ...CARD.contact, language: 'de' } }, 'pl')

  expect(await screen.findByText('Niemiecki')).toBeTruthy()
})

it('no mood is shown where nobody judged', async () => {
  show(CARD, 'en')

  expect(await screen.findByText('With a person')).toBeTruthy()
  expect(screen.queryByText('Mood')).toBeNull()
})

it('what the models cost is told, and leads to their calls, where the server says so', async () => {
  const told = 'tokeny: 22 · koszt: 0,300000'
  show({ ...CARD, models: { told, url: '/admin/llm/modelcall/?conversation=c2' } }, 'pl')

  const link = await screen.findByRole('link', { name: told })
  expect(link.getAttribute('href')).toBe('/admin/llm/modelcall/?conversation=c2')
  cleanup()
  show(CARD, 'pl')
  expect(await screen.findByText('Orders, wersja 1')).toBeTruthy()
  expect(screen.queryByText(/Modele językowe/)).toBeNull()
})

it('an earlier conversation is named by its channel, and one who is blocked is marked', async () => {
  const contact = { ...CARD.row.contact, blocked: true }
  show({ ...CARD, row: { ...CARD.row, contact } }, 'en')

  expect(await screen.findByText('E-mail: Lamp')).toBeTruthy()
  expect(screen.getByText('Blocked')).toBeTruthy()
  expect(screen.getByText('Unblock')).toBeTruthy()
})

it('somebody is blocked only after the question, with the reason that was given', async () => {
  show(CARD, 'en')
  const sent: [string, unknown][] = []
  fireEvent.click(await screen.findByText('Block'))
  vi.stubGlobal('fetch', (address: string, asked: { body?: string }) => {
    if (asked.body) sent.push([address, JSON.parse(asked.body)])
    return Promise.resolve(new Response(JSON.stringify(CARD)))
  })

  fireEvent.change(await screen.findByLabelText('Reason (optional)'), {
    target: { value: ' Spam ' },
  })
  expect(sent).toEqual([])
  fireEvent.click(screen.getAllByText('Block').at(-1) as HTMLElement)

  await waitFor(() => {
    expect(sent).toEqual([['/api/v1/inbox/contacts/1/block/', { why: 'Spam' }]])
  })
})

it('the reason is the words of the visitor, the rating is told, the own of the flow is folded', async () => {
  const answer = { personal: false, technical: false }
  show(
    {
      ...CARD,
      reason: 'Czajnik przyszedł pęknięty.\nCzy zdąży Pani do jutra?',
      rating: { score: 5, high: 5, comment: 'Szybko' },
      answers: [
        { ...answer, name: 'topic', label: 'Menu', value: 'Zwrot lub reklamacja' },
        { ...answer, name: 'parcel', label: 'parcel status', value: 'packed', technical: true },
      ],
    },
    'pl',
  )

  expect(await screen.findByText('Czajnik przyszedł pęknięty.')).toBeTruthy()
  expect(screen.getByText('Czy zdąży Pani do jutra?')).toBeTruthy()
  expect(screen.getByText('Ocena: 5 z 5')).toBeTruthy()
  expect(screen.getByText('packed').closest('details')?.textContent).toContain('Dane techniczne')
  expect(screen.getByText('Zwrot lub reklamacja').closest('details')).toBeNull()
})

it('a model may be asked to sum up even where the reason says it all', async () => {
  show({ ...CARD, reason: 'Czajnik przyszedł pęknięty.', summary: [], writes: true }, 'pl')

  expect(await screen.findByRole('button', { name: 'Podsumuj' })).toBeTruthy()
})

it('what was summed up stays when somebody writes on, and may be renewed', async () => {
  const words = () => Promise.resolve(new Response(JSON.stringify({ text: 'Pyta o czajnik.' })))
  vi.stubGlobal('fetch', words)
  standInForBrowser()
  const summary = (head: number) => (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <MantineProvider env="test">
          <Summary
            card={{ ...CARD, row: { ...CARD.row, head_seq: head }, reason: 'x', writes: true }}
          />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
  const [i18n, client] = [startI18n('pl', { en, pl }), new QueryClient()]
  const { rerender } = render(summary(1))
  fireEvent.click(screen.getByRole('button', { name: 'Podsumuj' }))
  expect(await screen.findByText('Pyta o czajnik.')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()

  rerender(summary(2))

  expect(screen.getByText('Pyta o czajnik.')).toBeTruthy()
  expect(screen.getByText(/doszły nowe wiadomości/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Podsumuj ponownie' })).toBeTruthy()
})

it('an earlier conversation says what it was about, who answered and how it was rated', async () => {
  const [one] = CARD.earlier
  const told = { topic: 'Gdzie jest paczka?', agent: 'Anna', state: 'closed' as const }
  const rating = { score: 4, high: 5, comment: '' }
  show({ ...CARD, earlier: one ? [{ ...one, ...told, rating }] : [] }, 'pl')

  expect(await screen.findByText('Gdzie jest paczka?')).toBeTruthy()
  expect(screen.getByText('Zakończona · Anna · Ocena: 4 z 5')).toBeTruthy()
})

it("a letter's subject, which stands over the conversation, is not told as a reason again", async () => {
  const mail = { address: 'ola@client.example', subject: 'Broken lamp', ours: 'help@shop.example' }
  const row = { ...CARD.row, channel: 'email', mail } as Card['row']
  show({ ...CARD, row, reason: 'It came broken.\nBroken lamp' }, 'en')

  expect(await screen.findByText('It came broken.')).toBeTruthy()
  expect(screen.queryByText('Broken lamp')).toBeNull()
})

it('in short it names what was given and the files that were sent, but nothing twice', async () => {
  const answer = (label: string, value: string) => ({
    name: label, label, value, personal: false, technical: false,
  }) // prettier-ignore
  show(
    {
      ...CARD,
      reason: 'A kettle came broken',
      answers: [answer('NIP', '5260250274'), answer('Question', 'A kettle came broken')],
      files: [
        { name: 'kettle.jpg', picture: true },
        { name: 'bill.pdf', picture: false },
      ],
    },
    'en',
  )

  const summary = await screen.findByTestId('summary')
  expect([...summary.querySelectorAll('li')].map((one) => one.textContent)).toEqual([
    'Given: NIP: 5260250274',
    'Files sent: kettle.jpg (picture), bill.pdf',
  ])
})

it('what the visitor agreed to, refused and withdrew stands with their details', async () => {
  const consent = (purpose: string, agreed: boolean, withdrawn_at: string | null) => ({
    purpose, label: purpose, agreed, at: '2026-11-22T07:00:00Z', withdrawn_at,
  }) // prettier-ignore
  show(
    {
      ...CARD,
      consents: [
        consent('News', true, null),
        consent('Calls', true, '2026-11-23T07:00:00Z'),
        consent('Survey', false, null),
      ],
    },
    'en',
  )

  expect(await screen.findByText('given 22 Nov 2026')).toBeTruthy()
  expect(screen.getByText('withdrawn 23 Nov 2026')).toBeTruthy()
  expect(screen.getByText('refused 22 Nov 2026')).toBeTruthy()
})

it('a consent is withdrawn after a question, and the card is asked for anew', async () => {
  const news = {
    purpose: 'news', label: 'Newsletter', agreed: true,
    at: '2026-11-22T07:00:00Z', withdrawn_at: null,
  } // prettier-ignore
  show({ ...CARD, consents: [news] }, 'en')
  const press = await screen.findByRole('button', { name: 'Withdraw the consent “Newsletter”' })
  const calls: [string, unknown][] = []
  vi.stubGlobal('fetch', async (url: string, sent?: RequestInit) => {
    if (sent?.method === 'POST') calls.push([url, JSON.parse(String(sent.body))])
    const card = { ...CARD, consents: [{ ...news, withdrawn_at: '2026-11-23T07:00:00Z' }] }
    return new Response(JSON.stringify(url.includes('/contacts/') ? {} : card))
  })

  fireEvent.click(press)
  expect(calls).toEqual([])
  fireEvent.click(await screen.findByRole('button', { name: 'Withdraw the consent' }))

  expect(await screen.findByText('withdrawn 23 Nov 2026')).toBeTruthy()
  expect(calls).toEqual([['/api/v1/inbox/contacts/1/withdraw-consent/', { purpose: 'news' }]])
  expect(screen.queryByRole('button', { name: /Withdraw/ })).toBeNull()
})

it('who passed it on and their note stand over the reason', async () => {
  show({ ...CARD, row: { ...CARD.row, passed: { by: 'Jan', note: 'The blue one' } } }, 'en')

  expect(await screen.findByText('Jan passes it on: “The blue one”')).toBeTruthy()
})

it('what was left can be marked as answered, which nothing else shows', async () => {
  const ticket = {
    id: 1, text: 'My lamp is dark.', email: 'ada@client.example', phone: '', name: 'Ada',
    status: 'open', created_at: '2026-11-22T07:00:00Z',
  } // prettier-ignore
  const left = { at: ticket.created_at, text: ticket.text, team: 1 }
  const row = { ...CARD.row, left }
  useInbox.setState({ open: row })
  show({ ...CARD, row, tickets: [ticket] }, 'en')
  const button = await screen.findByRole('button', { name: 'Mark as answered' })
  const called: string[] = []
  vi.stubGlobal('fetch', (address: string) => {
    called.push(address)
    return Promise.resolve(new Response(JSON.stringify(CARD.row)))
  })
  fireEvent.click(button)

  await waitFor(() => expect(screen.queryByText('Mark as answered')).toBeNull())
  expect(called[0]).toContain('/conversations/c2/left-answered/')
})

it.each([
  ['en', 'Answers considered', 'Match 4%'],
  ['pl', 'Rozważone odpowiedzi z bazy wiedzy', 'Dopasowanie 4%'],
] as const)(
  'what was considered is named with how well it fits (%s)',
  async (language, title, fit) => {
    const passages = [
      { question: 'How do I send something back?', score: 0.41 },
      { question: 'What does delivery cost?', score: 0.042 },
    ]
    show({ ...CARD, passages }, language)

    const section = (await screen.findByText(title)).closest('section')!
    const rows = [...section.querySelectorAll('.ib-passages li')].map((row) => row.textContent)

    expect(rows).toHaveLength(2)
    expect(rows[0]).toContain('How do I send something back?')
    expect(rows[1]).toContain(fit)
  },
)

it('another conversation says that it is over, and that a message left there is unanswered', async () => {
  const [one] = CARD.earlier
  const other = { ...one!, state: 'bot' as const, being_rated: true, left: true, agent: 'Jan' }
  show({ ...CARD, earlier: [other] }, 'en')

  expect(await screen.findByText('Other conversations')).toBeTruthy()
  expect(screen.getByText('Ended – waiting for a rating · Jan')).toBeTruthy()
  expect(screen.getByText('A message left there is unanswered')).toBeTruthy()
})
