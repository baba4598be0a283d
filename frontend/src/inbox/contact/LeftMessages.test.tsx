// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Card, Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { LeftMessages } from './LeftMessages'

const ticket = (id: number, text: string, status: string) => ({
  id, text, status, email: '', phone: '', name: '', created_at: '2026-11-22T07:00:00Z',
}) // prettier-ignore
const LEFT = { at: '2026-11-22T07:00:00Z', text: 'My lamp is dark.', team: 1 }
const ROW = {
  id: 'c1', epoch: 1, head_seq: 4, state: 'closed', left: LEFT, snoozed_until: null, tags: [],
  agent: null, mail: null, contact: { id: 1, name: 'Ada', known: true, blocked: false },
} as unknown as Row // prettier-ignore
const called: [string, unknown][] = []
let answer: Row

beforeEach(() => {
  called.length = 0
  standInForBrowser()
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (options.method !== 'POST') return Promise.resolve(Response.json({}, { status: 503 }))
    called.push([path, JSON.parse(String(options.body))])
    return Promise.resolve(Response.json(answer))
  })
})

afterEach(() => {
  cleanup()
  closeDialog()
  vi.unstubAllGlobals()
})

function show(row: Row, ...tickets: ReturnType<typeof ticket>[]) {
  useInbox.setState({ ...emptyInbox, open: row })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <LeftMessages card={{ row, tickets } as unknown as Card} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

const UNDO = { name: 'Undo: the message still waits for an answer' }

it('what was marked as answered by mistake waits again, that message alone', async () => {
  show(
    { ...ROW, left: null },
    ticket(7, 'My lamp is dark.', 'answered'),
    ticket(8, 'And the bulb.', 'closed'),
  )
  answer = ROW
  expect(screen.getByText('Answered')).toBeTruthy()
  expect(screen.getByText('Closed without an answer')).toBeTruthy()

  await userEvent.click(screen.getAllByRole('button', UNDO)[0]!)

  expect(called).toEqual([['/api/v1/inbox/conversations/c1/left-unanswered/', { ticket: 7 }]])
  expect(await screen.findByRole('button', { name: 'Mark as answered' })).toBeTruthy()
})

it('one that waits can be put aside where it is read, and says no more then', async () => {
  show(ROW, ticket(7, 'My lamp is dark.', 'open'))
  expect(screen.queryByRole('button', UNDO)).toBeNull()

  await userEvent.click(screen.getByRole('button', { name: 'Snooze' }))
  await waitFor(() => expect(useDialogs.getState().shown).toBe('snooze'))

  act(() => useInbox.setState({ open: { ...ROW, snoozed_until: '2026-11-23T07:00:00Z' } }))
  expect(screen.queryByRole('button', { name: 'Snooze' })).toBeNull()
})

it('what a colleague answers, or who waits, is not for everybody to put aside', () => {
  for (const state of ['agent', 'queued'] as const) {
    show({ ...ROW, state }, ticket(7, 'My lamp is dark.', 'open'))
    expect(screen.queryByRole('button', { name: 'Snooze' })).toBeNull()
    cleanup()
  }
})

it('where no mailbox answers, the address can be copied and it is said where one replies', async () => {
  const user = userEvent.setup()
  const mailed = { ...ticket(7, 'My lamp is dark.', 'open'), email: 'ada@client.example' }
  show(ROW, mailed)
  expect(screen.getByText(/written in your own mail program/)).toBeTruthy()
  expect(screen.queryByRole('link', { name: 'mailbox settings' })).toBeNull()

  await user.click(screen.getByRole('button', { name: 'Copy the address' }))

  expect(await screen.findByRole('button', { name: 'Address copied' })).toBeTruthy()
  expect(await navigator.clipboard.readText()).toBe('ada@client.example')
})

it('who may connect a mailbox is shown where', () => {
  const page = document.createElement('div')
  page.id = 'inbox'
  page.dataset.mailUrl = '/admin/channel_email/mailbox/'
  document.body.append(page)
  show(ROW, { ...ticket(7, 'My lamp is dark.', 'open'), email: 'ada@client.example' })

  const link = screen.getByRole('link', { name: 'mailbox settings' })

  expect(link.getAttribute('href')).toBe('/admin/channel_email/mailbox/')
  page.remove()
})
