// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { SearchBox } from './SearchDialog'

const found = (id: string, name: string) => ({
  row: {
    id,
    state: 'closed',
    contact: { id: 1, name, known: true },
    agent: null,
    tags: [],
    last: null,
    last_activity_at: '2026-11-22T07:00:00Z',
  },
  excerpt: {
    from: 'agent',
    private: true,
    seq: 3,
    at: '2026-11-22T07:00:00Z',
    pieces: [
      { text: 'a yellow ', hit: false },
      { text: 'parcel', hit: true },
    ],
  },
})

let answer: () => Promise<Response>
let asked: string[]
const opened: string[] = []
Element.prototype.scrollIntoView = () => undefined

beforeEach(() => {
  standInForBrowser()
  asked = []
  opened.length = 0
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return answer()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const finds = (...results: unknown[]) => {
  answer = () => Promise.resolve(Response.json({ results, next: null, complete: true }))
}

async function look(words: string) {
  const user = userEvent.setup()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <I18nextProvider i18n={startI18n('en', { en, pl })}>
        <MantineProvider env="test">
          <SearchBox onOpen={(one) => opened.push(one.row.id)} />
        </MantineProvider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
  await user.clear(screen.getByRole('combobox'))
  await user.type(screen.getByRole('combobox'), words)
  return user
}

it('what is found is shown with the words marked, and opened by keyboard', async () => {
  finds(found('c1', 'Ada'), found('c2', 'Ewa'))
  const user = await look('parcel')

  expect(await screen.findAllByRole('option')).toHaveLength(2)
  expect(screen.getAllByText('parcel')[0]?.tagName).toBe('MARK')
  expect(asked.at(-1)).toContain('q=parcel')
  await user.keyboard('{ArrowDown}{Enter}')

  expect(opened).toEqual(['c2'])
})

it('a single letter asks nothing', async () => {
  finds()
  await look('p')

  expect(await screen.findByText(/^Finds visitors/)).toBeTruthy()
  expect(asked).toEqual([])
})

it('nothing found is said, with what to try', async () => {
  finds()
  await look('nothing')

  expect(await screen.findByText('Nothing found for “nothing”')).toBeTruthy()
})

it('a failure is said and can be tried again', async () => {
  answer = () => Promise.resolve(Response.json({ code: 'x', message: 'x' }, { status: 500 }))
  const user = await look('parcel')
  const again = await screen.findByRole('button', { name: 'Try again' })
  finds(found('c1', 'Ada'))

  await user.click(again)

  expect(await screen.findByText('Ada')).toBeTruthy()
})

it('one that is being rated is over, here as in the lists', async () => {
  const one = found('c1', 'Ada')
  finds({ ...one, row: { ...one.row, state: 'bot', rating: true } })
  await look('parcel')

  expect(await screen.findByText('Ended – waiting for a rating')).toBeTruthy()
})
