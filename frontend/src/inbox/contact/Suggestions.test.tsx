// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row } from '../api/types'
import { composerBus } from '../composer/composerBus'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { useInbox } from '../state/store'
import { Suggestions } from './Suggestions'

const ROW = { id: 'c1', state: 'agent', head_seq: 4, agent: { id: 7, name: 'Ewa' } } as Row
const FOUND = [{ question: 'How much is delivery?', answer: '£3.95.', score: 0.8 }]

const client = () => new QueryClient()
const answered = () => Promise.resolve(new Response(JSON.stringify(FOUND)))

function page(row: Row, queries: QueryClient) {
  return (
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={queries}>
        <MantineProvider env="test">
          <Suggestions row={row} writes={false} />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>
  )
}

function show(
  row: Row,
  me: number,
  queries = client(),
  fetched: () => Promise<Response> = answered,
) {
  standInForBrowser()
  useInbox.setState({ me: { id: me, name: 'Ewa' } as never, open: null })
  vi.stubGlobal('fetch', fetched)
  return render(page(row, queries))
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  composerBus.listener = null
})

it('puts a suggested answer into the reply of whoever has the conversation', async () => {
  const heard: unknown[] = []
  composerBus.listener = (...wish) => heard.push(wish)
  show(ROW, 7)

  const insert = await screen.findByRole('button', { name: /Insert the answer/ })
  insert.click()

  expect(heard).toEqual([['reply', '£3.95.']])
})

it('lets a colleague read, not insert', async () => {
  show(ROW, 8)

  expect(await screen.findByText('£3.95.')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})

it('never offers the answers of the conversation that was open before', async () => {
  const queries = client()
  const shown = show(ROW, 7, queries)
  await screen.findByText('£3.95.')

  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  shown.rerender(page({ ...ROW, id: 'c2' }, queries))

  expect(screen.queryByText('£3.95.')).toBeNull()
})

it('keeps them once the question is answered, until another is asked', async () => {
  const queries = client()
  const shown = show({ ...ROW, last: { from: 'visitor' } } as Row, 7, queries)
  await screen.findByText('£3.95.')
  const later = (head: number, from: string) =>
    shown.rerender(page({ ...ROW, head_seq: head, last: { from } } as Row, queries))
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('[]')))

  later(5, 'agent')
  await waitFor(() => expect(queries.getQueryData(['suggestions', 'c1', 5])).toEqual([]))
  expect(screen.getByText('£3.95.')).toBeTruthy()

  later(6, 'visitor')
  await waitFor(() => expect(screen.queryByText('£3.95.')).toBeNull())
})
