// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Row } from '../api/types'
import { composerBus } from '../composer/composerBus'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { Actions } from './Actions'

const ME = { id: 1, name: 'Ewa', state: 'online', online: true, load: 0, capacity: 4, teams: [1] }
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
const TAKEN = { ...WAITING, state: 'agent', epoch: 2, agent: { id: 1, name: 'Ewa' } } as Row

const step = (id: string, title: string, more: object = {}) => ({
  id, title, kind: '', flow: '', text: '', ...more,
}) // prettier-ignore
const STEPS = [
  step('late', 'Is it late?'),
  step('one', 'Łódź', { kind: 'Message', text: 'By the canal' }),
  step('7/one', 'Łódź', { flow: 'Parcels', kind: 'Message', text: 'By the park' }),
  ...['c', 'd', 'e', 'f'].map((id) => step(id, id)),
]

const foreseen = (path: string) =>
  path.endsWith('node=')
    ? { begins: 'Menu', stands: 'Menu', says: ['The assistant is back.', 'Well?'], then: 'waits' }
    : { begins: 'Late', stands: '', says: ['The assistant is back.', 'Bye.'], then: 'ends' }

/** The server: it answers an action when the test lets it. */
let answer: (row: Row) => void
let small: boolean

beforeEach(() => {
  small = false
  standInForBrowser((query) => small && query.includes('max-width: 859px'))
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (path.endsWith('/steps/')) {
      return Promise.resolve(Response.json(STEPS))
    }
    if (path.includes('/hand-back/?')) return Promise.resolve(Response.json(foreseen(path)))
    if (options.method === 'GET') return Promise.resolve(Response.json({}, { status: 503 }))
    return new Promise((resolve) => {
      answer = (row) => resolve(Response.json(row))
    })
  })
})

afterEach(() => {
  cleanup()
  composerBus.listener = null
  vi.unstubAllGlobals()
})

function Shown() {
  const row = useInbox((state) => state.open)
  return (
    <>
      <h2 id="ib-who" tabIndex={-1}>
        Ada
      </h2>
      {row && <Actions row={row} />}
    </>
  )
}

function show(row: Row, more: object = {}) {
  useInbox.setState({ ...emptyInbox, me: ME as Agent, open: row, ...more })
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

const take = async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Take over' }))
  await act(async () => answer(TAKEN))
}

it('the second click of a slow double click does not give back what the first one took', async () => {
  show(WAITING)
  await take()
  const handBack = await screen.findByRole('button', { name: 'Hand back to the assistant' })

  await userEvent.click(handBack)

  expect(screen.queryByRole('dialog')).toBeNull()
})

it('who has taken over writes at once; on a phone no keyboard opens', async () => {
  const asked: string[] = []
  composerBus.listener = (wish) => asked.push(wish)
  show(WAITING)
  await take()
  await waitFor(() => expect(asked).toEqual(['reply']))
  cleanup()

  small = true
  show(WAITING)
  await take()

  await waitFor(() => expect(document.activeElement?.id).toBe('ib-who'))
  expect(asked).toEqual(['reply'])
})

it('on a phone the way back is to the list one came from; beside it one’s own are shown', async () => {
  small = true
  show(WAITING)
  await take()
  await waitFor(() => expect(document.activeElement?.id).toBe('ib-who'))
  expect(useInbox.getState().view).toBe('waiting')
  cleanup()

  small = false
  show(WAITING)
  await take()
  await waitFor(() => expect(useInbox.getState().view).toBe('mine'))
})

it('what one has ended is remembered as left', async () => {
  show(TAKEN)
  await userEvent.click(screen.getByRole('button', { name: 'Close' }))
  const dialog = await screen.findByRole('dialog')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
  await act(async () => answer({ ...TAKEN, state: 'closed', agent: null, epoch: 3 }))

  expect(useInbox.getState().left).toBe('c1')
})

it('while a conversation is being closed only that button is busy', async () => {
  show(TAKEN)
  await userEvent.click(screen.getByRole('button', { name: 'Close' }))
  const dialog = await screen.findByRole('dialog')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))

  const button = (name: string) => screen.getByRole('button', { name, hidden: true })
  await waitFor(() => expect(button('Close').dataset['loading']).toBe('true'))
  expect(button('Transfer').dataset['loading']).toBeUndefined()
  expect(button('Hand back to the assistant').dataset['loading']).toBeUndefined()
})

const COLLEAGUE = { ...ME, id: 2, name: 'Jan', online: false, present: false } as Agent
const TEAM = { id: 1, name: 'Help', open: true, agents_online: 1 }

it('the focus goes to the name once a slow dialog is gone that had it', async () => {
  show(TAKEN)
  const dialog = document.body.appendChild(document.createElement('div'))
  dialog.setAttribute('role', 'dialog')
  dialog.appendChild(document.createElement('button')).focus()
  vi.useFakeTimers()
  act(() => useInbox.setState({ open: WAITING }))
  await vi.advanceTimersByTimeAsync(5_000)
  dialog.remove()
  await vi.advanceTimersByTimeAsync(100)
  vi.useRealTimers()

  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Ada' }))
})

const other = { ...TEAM, id: 2, name: 'Returns' }

it('where nobody else is there the transfer says who is absent, and what can be done instead', async () => {
  show(TAKEN, { teams: [TEAM, other], agents: [ME as Agent, COLLEAGUE] })
  await userEvent.click(screen.getByRole('button', { name: 'Transfer' }))
  const dialog = await screen.findByRole('dialog')

  expect(within(dialog).getByText(/^Nobody else is available .*Absent: Jan\.$/)).toBeTruthy()
  expect(within(dialog).queryByRole('radio')).toBeNull()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Snooze it' }))
  expect(useDialogs.getState().shown).toBe('snooze')
  closeDialog()

  await userEvent.click(screen.getByRole('button', { name: 'Transfer' }))
  const again = await screen.findByRole('dialog')
  const back = { name: 'Hand back to the assistant' }
  await userEvent.click(within(again).getByRole('button', back))
  expect(await screen.findByText('From which step should the assistant go on?')).toBeTruthy()
})

it('whoever is there may be chosen, and of the others it is said that they are not', async () => {
  const iga = { ...COLLEAGUE, id: 3, name: 'Iga', present: true, teams: [2] }
  show(TAKEN, { teams: [TEAM, other], agents: [ME as Agent, COLLEAGUE, iga] })
  await userEvent.click(screen.getByRole('button', { name: 'Transfer' }))

  expect(await screen.findByText('Nobody else is available right now.')).toBeTruthy()
  const chosen = ['Help', 'Returns', 'Jan', 'Iga'].filter(
    (name) => !(screen.getByLabelText(name) as HTMLInputElement).disabled,
  )
  expect(chosen).toEqual(['Iga'])
  expect(screen.getByText('inbox closed')).toBeTruthy()
  expect(screen.getByText('current team · nobody is there now')).toBeTruthy()
})

it('what is answered by e-mail may be left to whoever is not there', async () => {
  show({ ...TAKEN, by_mail: true }, { teams: [other], agents: [ME as Agent, COLLEAGUE] })
  await userEvent.click(screen.getByRole('button', { name: 'Transfer' }))
  await userEvent.click(await screen.findByLabelText('Jan'))

  expect(screen.getByText('inbox closed; will answer once back')).toBeTruthy()
  expect(screen.getByText('nobody is there now; it will wait')).toBeTruthy()
  expect((screen.getByLabelText('Jan') as HTMLInputElement).checked).toBe(true)
})

it('one’s own team is offered while a colleague of it is there', async () => {
  show(TAKEN, {
    teams: [TEAM],
    agents: [ME as Agent, { ...COLLEAGUE, online: true, present: true }],
  })
  await userEvent.click(screen.getByRole('button', { name: 'Transfer' }))

  expect(await screen.findByText('current team · 1 person answering')).toBeTruthy()
})

it('what is handed back goes on by default where the flow would; other steps are folded away', async () => {
  show(TAKEN)
  await userEvent.click(screen.getByRole('button', { name: 'Hand back to the assistant' }))
  const dialog = await screen.findByRole('dialog')

  const byDefault = within(dialog).getByLabelText('From the next step of the flow')
  expect((byDefault as HTMLInputElement).checked).toBe(true)
  const other = await within(dialog).findByLabelText('Is it late?')
  expect(other.closest('details')?.open).toBe(false)
})

it('steps of one name are told apart, and found by what they say', async () => {
  show(TAKEN)
  await userEvent.click(screen.getByRole('button', { name: 'Hand back to the assistant' }))
  const dialog = await screen.findByRole('dialog')
  await within(dialog).findByText('Parcels · Message · By the park')
  await userEvent.type(within(dialog).getByPlaceholderText('Find a step'), 'lodz park')

  expect(within(dialog).getAllByLabelText('Łódź')).toHaveLength(1)
  expect(within(dialog).queryByText('Is it late?')).toBeNull()
})

it('who hands back reads first what the visitor would read, at whichever step', async () => {
  show(TAKEN)
  await userEvent.click(screen.getByRole('button', { name: 'Hand back to the assistant' }))
  const dialog = await screen.findByRole('dialog')
  await within(dialog).findByText('Well?')
  expect(within(dialog).getByText('That is now “Menu”.')).toBeTruthy()
  expect(within(dialog).getByText('Then the assistant waits for an answer at “Menu”.')).toBeTruthy()

  await userEvent.click(await within(dialog).findByLabelText('Is it late?'))

  await within(dialog).findByText('Bye.')
  expect(within(dialog).getByText('That is the end of the flow.')).toBeTruthy()
  expect(within(dialog).queryByText('Well?')).toBeNull()
})
