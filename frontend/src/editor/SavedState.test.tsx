// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { startI18n } from '../shared/i18n'
import { EditorContext, type Editor } from './EditorContext'
import en from './locales/en.json'
import pl from './locales/pl.json'
import { SavedState } from './SavedState'
import { startSaving } from './state/autosave'
import { createDocumentStore } from './state/documentStore'
import { testFlow, typeTitle } from './state/testFlow'
import { useUnsavedWarning } from './useUnsavedWarning'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** An editor whose server takes everything at once. */
function opened() {
  const documents = createDocumentStore(testFlow())
  const draft = {
    revision: 1,
    document: documents.getState().document,
    problems: [],
    savedAt: '',
    publishedNumber: null,
    publishedRevision: null,
  }
  const save = vi.fn((_flow: string, revision: number, document: typeof draft.document) =>
    Promise.resolve({ ...draft, revision: revision + 1, document }),
  )
  const saving = startSaving({ flowId: '1', documents, draft, mayEdit: true, save })
  saving.start()
  function Shown() {
    useUnsavedWarning()
    return <SavedState />
  }
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <EditorContext.Provider value={{ documents, saving, language: 'en' } as Editor}>
        <Shown />
      </EditorContext.Provider>
    </I18nextProvider>,
  )
  return {
    save,
    type: (title: string) => act(() => typeTitle(documents, title)),
    pass: (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms)),
    status: () => screen.getByTestId('saved-state').dataset['status'],
  }
}

test('from the first key on nobody is told that all is saved', async () => {
  const { type, pass, status } = opened()
  expect(status()).toBe('saved')
  type('A')
  expect(status()).toBe('dirty')
  await pass(2_000)

  expect(status()).toBe('saved')
})

test('leaving in the middle of a word asks first', () => {
  const { type } = opened()
  const leave = () => {
    const event = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }
  expect(leave()).toBe(false)
  type('A')

  expect(leave()).toBe(true)
})

test('a page that is hidden in the middle of a word saves it', async () => {
  const { save, type, pass } = opened()
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  type('A')
  document.dispatchEvent(new Event('visibilitychange'))
  await pass(0)

  expect(save.mock.calls[0]?.[2].nodes[0]?.title).toBe('A')
})
