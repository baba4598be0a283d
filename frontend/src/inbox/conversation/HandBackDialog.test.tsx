// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row, Step } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { HandBackDialog } from './HandBackDialog'

const ROW = { id: 'c1', epoch: 2, head_seq: 3, state: 'agent', tags: [] } as unknown as Row
const step = (id: string, stopped: Step['stopped'] = ''): Step => ({
  id, title: id, kind: '', flow: '', text: `${id}?`, stopped,
}) // prettier-ignore
const sent: unknown[] = []
const foreseen: string[] = []
let steps: Step[]

beforeEach(() => {
  sent.length = foreseen.length = 0
  standInForBrowser()
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (path.endsWith('/steps/')) return Promise.resolve(Response.json(steps))
    if (options.method === 'GET') {
      foreseen.push(path.split('node=')[1] ?? '')
      const told = { begins: 'More', stands: 'More', says: ['Well?'], then: 'waits' }
      return Promise.resolve(Response.json(told))
    }
    sent.push(JSON.parse(String(options.body)))
    return Promise.resolve(Response.json(ROW))
  })
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show() {
  useInbox.setState({ ...emptyInbox, open: ROW })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <HandBackDialog row={ROW} opened onClose={() => undefined} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

const radio = (name: string) => screen.findByRole<HTMLInputElement>('radio', { name })
const button = () =>
  screen.getByRole<HTMLButtonElement>('button', { name: 'Hand back to the assistant' })
async function send() {
  await waitFor(() => expect(button().disabled).toBe(false))
  await userEvent.click(button())
}

it('the question that was left for a person is chosen before, and named', async () => {
  steps = [step('Menu'), step('Order number', 'left')]
  show()

  const stopped = await radio('From where the assistant stopped: “Order number”')
  expect(stopped.checked).toBe(true)
  expect(screen.getByText('Order number?')).toBeTruthy()
  await screen.findByText('Well?')
  expect(foreseen).toEqual(['Order+number'])
  await send()

  await waitFor(() => expect(sent).toEqual([{ epoch: 2, node: 'Order number' }]))
})

it('the way of the flow can be chosen instead', async () => {
  steps = [step('Menu'), step('Order number', 'left')]
  show()
  await radio('From where the assistant stopped: “Order number”')

  await userEvent.click(await radio('From the next step of the flow'))
  expect(await screen.findByText('That is now “More”.')).toBeTruthy()
  await send()

  await waitFor(() => expect(sent).toEqual([{ epoch: 2, node: '' }]))
})

it('where the flow stands at its question still, its own way is called so', async () => {
  steps = [step('Menu', 'stands'), step('Order number')]
  show()

  expect((await radio('From where the assistant stopped: “Menu”')).checked).toBe(true)
  expect(screen.queryByText('From the next step of the flow')).toBeNull()
  await screen.findByText('Well?')
  await send()

  await waitFor(() => expect(sent).toEqual([{ epoch: 2, node: '' }]))
})

it('nobody can press before it is known where the assistant would go on', async () => {
  let answer: (response: Response) => void = () => undefined
  const rest = fetch
  vi.stubGlobal('fetch', (path: string, options: RequestInit) =>
    path.endsWith('/steps/')
      ? new Promise<Response>((resolve) => (answer = resolve))
      : rest(path, options),
  )
  show()
  await radio('From the next step of the flow')
  expect(button().disabled).toBe(true)

  answer(Response.json([step('Order number', 'left')]))

  await send()
  await waitFor(() => expect(sent).toEqual([{ epoch: 2, node: 'Order number' }]))
})
