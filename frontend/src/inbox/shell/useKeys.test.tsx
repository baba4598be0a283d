// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Row } from '../api/types'
import { Actions } from '../conversation/Actions'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { switchSingleKeys } from './singleKeys'
import { useKeys } from './useKeys'

const WAITING = {
  id: 'c1',
  state: 'queued',
  epoch: 1,
  head_seq: 1,
  agent: null,
  team: { id: 1, name: 'Help' },
  tags: [],
  contact: { id: 1, name: 'Ada', known: true },
} as unknown as Row
const MINE = { ...WAITING, state: 'agent', epoch: 2, agent: { id: 1, name: 'Ewa' } } as Row
const THEIRS = { ...MINE, agent: { id: 2, name: 'Jan' } } as Row

let asked: string[]

beforeEach(() => {
  asked = []
  standInForBrowser()
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (options.method === 'POST') asked.push(path.split('/').at(-2) ?? '')
    return Promise.resolve(Response.json(path.endsWith('/steps/') ? [] : {}, { status: 503 }))
  })
})

afterEach(() => {
  cleanup()
  act(() => switchSingleKeys(true))
  vi.unstubAllGlobals()
})

function Shown() {
  const row = useInbox((state) => state.open)
  const nothing = () => undefined
  useKeys({
    selected: 'c1',
    open: nothing,
    details: false,
    setDetails: nothing,
    showHelp: nothing,
  })
  return (
    <>
      <textarea aria-label="Reply" />
      {row && <Actions row={row} />}
    </>
  )
}

function show(row: Row) {
  const me = { id: 1, name: 'Ewa', teams: [] } as unknown as Agent
  useInbox.setState({ ...emptyInbox, me, open: row })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <ModalsProvider>
            <Shown />
          </ModalsProvider>
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

it('who waits is taken over by a key, once however long it is held', async () => {
  show(WAITING)
  fireEvent.keyDown(document.body, { key: 'a' })
  fireEvent.keyDown(document.body, { key: 'a', repeat: true })

  await waitFor(() => expect(asked).toEqual(['claim']))
})

it.each([
  ['a', THEIRS, 'Take this conversation over?'],
  ['f', MINE, 'Transfer the conversation'],
  ['b', MINE, 'Hand the conversation back to the assistant'],
  ['e', MINE, 'Close this conversation?'],
])('%s asks what its button asks, and does nothing yet', async (key, row, title) => {
  show(row)
  await userEvent.keyboard(key)

  expect((await screen.findByRole('dialog', { name: title })).textContent).toBeTruthy()
  expect(asked).toEqual([])
})

it('what has no button now has no key', async () => {
  show(THEIRS)
  await userEvent.keyboard('fbe')
  cleanup()
  show(MINE)
  await userEvent.keyboard('a')

  expect(screen.queryByRole('dialog')).toBeNull()
  expect(asked).toEqual([])
})

it('letters that are typed are letters', async () => {
  show(WAITING)
  await userEvent.type(screen.getByLabelText('Reply'), 'a be')

  expect(screen.getByLabelText('Reply')).toHaveProperty('value', 'a be')
  expect(asked).toEqual([])
})

it('a button names its key, until keys of one letter are switched off', async () => {
  show(MINE)
  const close = screen.getByRole('button', { name: 'Close' })
  expect([close.title, close.getAttribute('aria-keyshortcuts')]).toEqual([
    'Close the conversation (e)',
    'e',
  ])

  act(() => switchSingleKeys(false))
  expect([close.title, close.getAttribute('aria-keyshortcuts')]).toEqual([
    'Close the conversation',
    null,
  ])
  await userEvent.keyboard('e')
  expect(screen.queryByRole('dialog')).toBeNull()
})
