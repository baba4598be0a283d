// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Card } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { CardPane } from './CardPane'

const CARD: Card = {
  row: {
    id: 'c2',
    state: 'closed',
    epoch: 3,
    head_seq: 1,
    seen_seq: 0,
    language: 'en',
    channel: 'web',
    contact: { id: 1, name: 'Ada', known: true },
    agent: null,
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
  },
  contact: {
    id: 1,
    name: 'Ada',
    email: '',
    phone: '',
    language: 'en',
    first_seen: '2026-11-21T07:00:00Z',
  },
  page: { url: '', title: '' },
  flow: { name: 'Orders', version: 1 },
  answers: [],
  handoffs: [],
  last_said: '',
  mood: null,
  passages: [],
  path: [],
  tickets: [],
  earlier: [{ id: 'c1', state: 'agent', outcome: '', started_at: '2026-11-21T07:00:00Z' }],
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
    await screen.findByText('Brzmi na zdenerwowanie: wielkie litery, ponowione pytanie'),
  ).toBeTruthy()
  expect(screen.getByText('To domysł na podstawie tekstu, a nie ocena człowieka.')).toBeTruthy()
})

it('no mood is shown where nobody judged', async () => {
  show(CARD, 'en')

  expect(await screen.findByText('With a person')).toBeTruthy()
  expect(screen.queryByText('Mood')).toBeNull()
})
