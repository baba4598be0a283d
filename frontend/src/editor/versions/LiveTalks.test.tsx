// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { ReactFlowProvider } from '@xyflow/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'

import type { LiveTalks } from '../../shared/flow'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, ScreenContext, type Editor, type ScreenControl } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { startSaving } from '../state/autosave'
import { createDocumentStore } from '../state/documentStore'
import { testFlow } from '../state/testFlow'
import { PublishDialog } from './PublishDialog'

beforeAll(() => {
  standInForBrowser()
})
afterEach(cleanup)

const TALKS: LiveTalks = {
  count: 7,
  withPerson: 1,
  versions: [
    { number: 3, count: 5 },
    { number: 2, count: 2 },
  ],
  places: [
    { version: 2, node: 'order', title: 'Order', about: 'Which?', count: 2, lasts: false },
    { version: 3, node: 'name', title: 'Name', about: '', count: 4, lasts: true },
  ],
  morePlaces: 0,
  vanished: 2,
}

/** The dialog with a server that has these conversations; `sent` is what it was told to publish. */
function opened(talks: LiveTalks | number | Promise<Response>, language: 'en' | 'pl' = 'en') {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    if (address.endsWith('/live/') && talks instanceof Promise) return talks
    if (address.endsWith('/live/')) {
      return Promise.resolve(
        typeof talks === 'number'
          ? Response.json({ code: 'x', detail: 'x' }, { status: talks })
          : Response.json(talks),
      )
    }
    if (address.endsWith('/talks/run/')) return Promise.resolve(Response.json({ results: [] }))
    sent.push(JSON.parse(String(init.body)))
    return Promise.resolve(Response.json({ number: 4 }, { status: 201 }))
  })
  const documents = createDocumentStore(testFlow())
  const { document } = documents.getState()
  const draft = { revision: 5, document, problems: [], savedAt: '' }
  const saving = startSaving({
    flowId: '1',
    documents,
    draft: { ...draft, publishedNumber: 3, publishedRevision: 4 },
    mayEdit: true,
  })
  const editor = { flowId: '1', documents, saving, language } as Editor
  const control = { dialog: 'publish', show: () => {} } as unknown as ScreenControl
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <I18nextProvider i18n={startI18n(language, { en, pl })}>
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <EditorContext.Provider value={editor}>
            <ScreenContext.Provider value={control}>
              <ReactFlowProvider>
                <PublishDialog />
              </ReactFlowProvider>
            </ScreenContext.Provider>
          </EditorContext.Provider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  )
  return sent
}

const button = () => screen.getByTestId<HTMLButtonElement>('confirm-publish')
async function publishNow() {
  await waitFor(() => expect(button().disabled).toBe(false))
  await userEvent.click(button())
}

test('conversations under way stay unless the author says otherwise', async () => {
  const sent = opened(TALKS)
  expect(await screen.findByText('7 conversations are under way')).toBeTruthy()
  expect(screen.getByText('5 on version 3 and 2 on version 2')).toBeTruthy()

  await publishNow()

  await waitFor(() => expect(sent).toEqual([{ revision: 5, note: '', live: 'stay' }]))
})

test('moving names how many stand at steps that are gone, and is sent', async () => {
  const sent = opened(TALKS)
  await screen.findByTestId('live-talks')
  expect(screen.queryByTestId('vanished')).toBeNull()

  await userEvent.click(screen.getByTestId('live-move'))

  expect(screen.getByTestId('vanished').textContent).toContain('2 are at steps')
  await publishNow()
  await waitFor(() => expect(sent).toEqual([{ revision: 5, note: '', live: 'move' }]))
  expect(await screen.findByText(/Those under way move/)).toBeTruthy()
})

test('in Polish the numbers have their forms', async () => {
  opened(TALKS, 'pl')

  expect(await screen.findByText('Trwa 7 rozmów')).toBeTruthy()
  expect(screen.getByText('wersja 3: 5 i wersja 2: 2')).toBeTruthy()
})

test('without conversations under way nothing is asked', async () => {
  const sent = opened({ ...TALKS, count: 0, versions: [], places: [] })
  await waitFor(() => expect(screen.queryByLabelText(/Counting/)).toBeNull())

  expect(screen.queryByTestId('live-talks')).toBeNull()
  await publishNow()
  await waitFor(() => expect(sent).toHaveLength(1))
})

test('when they cannot be counted the flow can be published and they stay', async () => {
  const sent = opened(500)
  expect(await screen.findByText(/could not be counted/)).toBeTruthy()

  await publishNow()

  await waitFor(() => expect(sent).toEqual([{ revision: 5, note: '', live: 'stay' }]))
})

test('while something is still to come the button stands still: it cannot be pressed yet', async () => {
  let answer = (_response: Response) => {}
  const sent = opened(new Promise((resolve) => (answer = resolve)))
  await screen.findByText(/could not be read/)
  expect(button().disabled).toBe(true)

  answer(Response.json(TALKS))

  await publishNow()
  await waitFor(() => expect(sent).toHaveLength(1))
})
