// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, type Editor } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { createDocumentStore } from '../state/documentStore'
import { CATALOGUE, testFlow } from '../state/testFlow'
import { translate } from './recipes'
import { rowsOf, type Row } from './rows'
import { TranslationRow } from './TranslationRow'

beforeEach(() => {
  vi.useFakeTimers()
  standInForBrowser()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** The first row of the table, which is not drawn again: the table follows later than its field. */
function opened() {
  const documents = createDocumentStore({ ...testFlow(), translations: { pl: {} } })
  const [row] = rowsOf(documents.getState().document, CATALOGUE, 'pl')
  const onWrite = ({ node, address }: Row, words: string) =>
    documents
      .getState()
      .edit('edit.translate', (flow) => translate(flow, 'pl', node, address, words, ''))
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <EditorContext.Provider value={{ documents } as Editor}>
          <TranslationRow
            row={row as Row}
            isFirst
            main="en"
            language="pl"
            problems={[]}
            isDisabled={false}
            onWrite={onWrite}
            onChecked={() => undefined}
            onStep={() => undefined}
          />
        </EditorContext.Provider>
      </MantineProvider>
    </I18nextProvider>,
  )
  const field = () => screen.getByRole<HTMLTextAreaElement>('textbox')
  return {
    documents,
    type: (value: string) => fireEvent.change(field(), { target: { value } }),
    shown: () => field().value,
    rest: () => act(() => vi.advanceTimersByTime(100)),
  }
}

test('a translation stays as it was typed, before and after the document has it', () => {
  const { documents, type, shown, rest } = opened()
  type('Cześć')
  expect(shown()).toBe('Cześć')
  expect(documents.shown.getState().document.translations.pl).toEqual({})
  rest()

  expect(documents.shown.getState().document.translations.pl).toEqual({
    hello: { text: { text: 'Cześć', source: '' } },
  })
  expect(shown()).toBe('Cześć')
})

test('a translation that is undone is gone from its field at once', () => {
  const { documents, type, shown } = opened()
  type('Cześć')
  act(() => documents.getState().undo())

  expect(shown()).toBe('')
})
