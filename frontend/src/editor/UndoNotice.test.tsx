// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { startI18n } from '../shared/i18n'
import { standInForBrowser } from '../shared/standIns'
import type { CommandContext } from './commands/command'
import { deleteSelection } from './commands/deleteSelection'
import { EditorContext, type Editor } from './EditorContext'
import en from './locales/en.json'
import pl from './locales/pl.json'
import { createDocumentStore } from './state/documentStore'
import { rename } from './state/recipes'
import { CATALOGUE, testFlow } from './state/testFlow'
import { SHOWN_MS, UndoNotice } from './UndoNotice'

beforeEach(() => {
  vi.useFakeTimers()
  standInForBrowser()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function opened() {
  const documents = createDocumentStore(testFlow())
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <EditorContext.Provider value={{ documents } as Editor}>
          <UndoNotice />
        </EditorContext.Provider>
      </MantineProvider>
    </I18nextProvider>,
  )
  const remove = (...selection: string[]) =>
    act(() => {
      const context = { documents, catalogue: CATALOGUE, selection, selectedWires: [] }
      void deleteSelection.run(context as unknown as CommandContext)
    })
  return { documents, remove, said: () => screen.getByRole('status').textContent }
}

test('a deleted card is named and one click brings it back', () => {
  const { documents, remove, said } = opened()
  remove('menu')
  expect(said()).toContain('“Menu” is deleted.')

  fireEvent.click(screen.getByTestId('notice-undo'))

  expect(documents.getState().document).toEqual(testFlow())
  expect(said()).toBe('')
})

test('undo is offered only while it would undo what the notice says', () => {
  const { documents, remove, said } = opened()
  remove('menu', 'human-1')
  expect(said()).toContain('2 cards are deleted.')
  act(() => documents.getState().edit('edit.rename', (flow) => rename(flow, 'hello', 'A')))
  expect(said()).toBe('')

  act(() => documents.getState().undo())
  expect(said()).toBe('')
})

test('the notice goes by itself', () => {
  const { remove, said } = opened()
  remove('hello')
  act(() => vi.advanceTimersByTime(SHOWN_MS))

  expect(said()).toBe('')
})
