// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { i18n } from 'i18next'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { tellNews, tellRow } from '../state/news'
import { useInbox } from '../state/store'
import { useNews } from './useNews'

const row = (id: string, state = 'queued') =>
  ({ id, state, contact: { id: 1, name: `Visitor ${id}`, known: false } }) as unknown as Row
const opened: string[] = []
let words: i18n

function Telling() {
  useNews((id) => opened.push(id))
  return null
}

beforeEach(() => {
  standInForBrowser()
  opened.length = 0
  words = startI18n('en', { en, pl })
  useInbox.setState({ ...emptyInbox })
  render(
    <I18nextProvider i18n={words}>
      <MantineProvider env="test">
        <Notifications transitionDuration={0} />
        <Telling />
      </MantineProvider>
    </I18nextProvider>,
  )
})

afterEach(() => {
  act(() => {
    notifications.hide('person.waiting')
    notifications.hide('sla.breached')
    notifications.hide('mention.made')
  })
  cleanup()
  vi.unstubAllGlobals()
})

const ME = { id: 7, name: 'Anna' }
const mine = (id: string, headSeq: number, more: object = {}) =>
  ({
    ...row(id, 'agent'), agent: ME, unread: 1, head_seq: headSeq, last: { from: 'visitor' }, ...more,
  }) as unknown as Row // prettier-ignore

it('on a phone a visitor of one’s own who writes meanwhile is told once for each message', async () => {
  standInForBrowser((query) => query.includes('max-width'))
  useInbox.setState({ me: ME as never, open: row('c9', 'agent') as never })

  act(() => tellRow(mine('c1', 4)))
  await screen.findByText('New message')
  expect(screen.getByText('Visitor c1')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Open' }))
  expect(opened).toEqual(['c1'])
  await waitFor(() => expect(screen.queryByText('New message')).toBeNull())

  act(() => tellRow(mine('c1', 4)))
  act(() => tellRow(mine('c2', 5, { last: { from: 'agent' } })))
  act(() => tellRow(mine('c3', 5, { agent: { id: 8 } })))
  act(() => tellRow(mine('c9', 5)))
  expect(screen.queryByText('New message')).toBeNull()
  act(() => tellRow(mine('c1', 6)))
  await screen.findByText('New message')
  act(() => notifications.hide('visitor.wrote'))
})

it('where the list shows who wrote, nothing is told', () => {
  useInbox.setState({ me: ME as never, open: row('c9', 'agent') as never })

  act(() => tellRow(mine('c4', 4)))

  expect(screen.queryByText('New message')).toBeNull()
})

const waits = (id: string) =>
  act(() => tellNews({ type: 'person.waiting', conversation: id, name: `Visitor ${id}` }))
const late = (id: string) =>
  act(() =>
    tellNews({
      type: 'sla.breached', conversation: id, visitor: `Visitor ${id}`, promise: 'first_reply', due_at: null,
    }),
  ) // prettier-ignore

it('says who began to wait, with the way there', async () => {
  waits('7')

  expect(await screen.findByText('Visitor 7')).toBeTruthy()
  expect(screen.getByText('Somebody new is waiting')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Open' }))
  expect(opened).toEqual(['7'])
})

const given = (id: string, by = 'Ola') =>
  act(() => tellNews({ type: 'conversation.given', conversation: id, visitor: `Visitor ${id}`, by })) // prettier-ignore

it('says who passed a conversation on, with the way there, until it is open', async () => {
  useInbox.setState({ open: row('9', 'agent') })
  given('7')

  expect(await screen.findByText('Ola passes on to you: Visitor 7')).toBeTruthy()
  expect(screen.getByText('A conversation for you')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Open' }))
  expect(opened).toEqual(['7'])

  given('8', '')
  expect(await screen.findByText('Visitor 8')).toBeTruthy()
  given('10')
  expect(await screen.findByText('2 new conversations are yours.')).toBeTruthy()
  expect(screen.getByText('Conversations for you')).toBeTruthy()
  act(() => useInbox.setState({ open: row('10', 'agent') }))
  expect(await screen.findByText('Visitor 8')).toBeTruthy()
  act(() => tellRow(row('8', 'queued')))

  await waitFor(() => expect(screen.queryByText('A conversation for you')).toBeNull())
})

it('several from one colleague are one notice with their name, and the way to one’s own', async () => {
  given('7')
  given('8')
  expect(await screen.findByText('Ola passes 2 conversations on to you.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Show' }))

  expect(useInbox.getState().view).toBe('mine')
})

it('counts several in one notice, which goes when they wait no more', async () => {
  waits('7')
  waits('8')
  expect(await screen.findByText('2 new people are waiting.')).toBeTruthy()

  act(() => tellRow(row('7', 'agent')))
  expect(await screen.findByText('Visitor 8')).toBeTruthy()
  act(() => tellRow(row('8', 'agent')))

  await waitFor(() => expect(screen.queryByText('Somebody new is waiting')).toBeNull())
})

it('of late ones it names two, or the first and how many more', async () => {
  late('7')
  late('8')
  expect(await screen.findByText('Visitor 7 and Visitor 8')).toBeTruthy()

  late('9')

  expect(await screen.findByText('Visitor 7 and 2 more')).toBeTruthy()
})

it('says nothing of who waits in the conversation that is open', async () => {
  useInbox.setState({ open: row('7') })
  waits('7')
  waits('8')

  expect(await screen.findByText('Visitor 8')).toBeTruthy()
  expect(screen.queryByText('Visitor 7')).toBeNull()
})

it('a promise of the open conversation is told without a way to where one is already', async () => {
  useInbox.setState({ open: row('7'), rows: [row('7')] })
  late('7')

  expect(await screen.findByText('First reply is overdue')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Open' })).toBeNull()
})

it('names whoever a mention is about, in the list or not', async () => {
  act(() => tellNews({ type: 'mention.made', conversation: '9', visitor: 'Visitor 9', by: 'Anna' }))

  expect(await screen.findByText('Anna, about: Visitor 9')).toBeTruthy()
})

it('a notice that is shown changes its language with the inbox', async () => {
  waits('7')
  await screen.findByText('Somebody new is waiting')

  await act(() => words.changeLanguage('pl'))

  expect(screen.getByText('Nowa osoba czeka')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Otwórz' })).toBeTruthy()
})
