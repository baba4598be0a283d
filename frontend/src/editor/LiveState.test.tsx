// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'

import { startI18n } from '../shared/i18n'
import { standInForBrowser } from '../shared/standIns'
import { EditorContext, ScreenContext, type Editor, type ScreenControl } from './EditorContext'
import { LiveState } from './LiveState'
import en from './locales/en.json'
import pl from './locales/pl.json'
import { startSaving } from './state/autosave'
import { createDocumentStore } from './state/documentStore'
import { rename } from './state/recipes'
import { testFlow } from './state/testFlow'

beforeAll(() => {
  standInForBrowser()
})
afterEach(cleanup)

/** The words shown for a draft of revision 5; the server's version 2 is the test flow. */
function opened(publishedNumber: number | null, publishedRevision: number | null) {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ document: testFlow() })))
  const documents = createDocumentStore(testFlow())
  const { document } = documents.getState()
  const draft = { revision: 5, document, problems: [], savedAt: '' }
  const saving = startSaving({
    flowId: '1',
    documents,
    draft: { ...draft, publishedNumber, publishedRevision },
    mayEdit: true,
  })
  saving.start()
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient()}>
          <EditorContext.Provider value={{ flowId: '1', documents, saving } as Editor}>
            <ScreenContext.Provider value={{} as ScreenControl}>
              <LiveState />
            </ScreenContext.Provider>
          </EditorContext.Provider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  )
  return { documents, words: () => screen.getByTestId('live-state').textContent }
}

test('a flow that was never published says so', () => {
  expect(opened(null, null).words()).toBe('Not published yet')
})

test('an edit makes the draft differ from the live version, and undoing it does not', async () => {
  const { documents, words } = opened(2, 5)
  expect(words()).toBe('Live: version 2')
  act(() => documents.getState().edit('edit.rename', (flow) => rename(flow, 'hello', 'A')))
  expect(words()).toBe('Changes since version 2')

  act(() => documents.getState().undo())
  expect(words()).toBe('Live: version 2')
})

test('a later revision that holds the same is not called different', async () => {
  const { words } = opened(2, 3)

  await waitFor(() => expect(words()).toBe('Live: version 2'))
})
