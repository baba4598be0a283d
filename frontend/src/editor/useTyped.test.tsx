// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { EditorContext, useDocument, type Editor } from './EditorContext'
import { createDocumentStore } from './state/documentStore'
import { rename } from './state/recipes'
import { testFlow } from './state/testFlow'
import { useTyped } from './useTyped'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** A field for the greeting's title, which is kept without space around it, and what is drawn of it. */
function opened() {
  const documents = createDocumentStore(testFlow())
  const drawn: string[] = []
  function Around() {
    drawn.push(useDocument((state) => state.document.nodes[0]?.title ?? ''))
    return null
  }
  function Field() {
    const kept = useDocument((state) => state.document.nodes[0]?.title ?? '')
    const [title, type] = useTyped(kept, (text) =>
      documents.getState().edit('edit.rename', (flow) => rename(flow, 'hello', text.trim())),
    )
    return <input value={title} onChange={(event) => type(event.currentTarget.value)} />
  }
  const { unmount } = render(
    <EditorContext.Provider value={{ documents } as Editor}>
      <Field />
      <Around />
    </EditorContext.Provider>,
  )
  const field = () => screen.getByRole<HTMLInputElement>('textbox')
  return {
    documents,
    drawn,
    unmount,
    type: (value: string) => fireEvent.change(field(), { target: { value } }),
    shown: () => field().value,
    rest: () => act(() => vi.advanceTimersByTime(100)),
  }
}

test('a letter is shown at once and draws nothing else', () => {
  const { drawn, type, shown } = opened()
  type('A')
  type('Ad')

  expect(shown()).toBe('Ad')
  expect(drawn).toEqual([''])
})

test('when the keys rest, the field shows what the document made of the words', () => {
  const { drawn, type, shown, rest } = opened()
  type(' Ada ')
  expect(shown()).toBe(' Ada ')
  rest()

  expect(shown()).toBe('Ada')
  expect(drawn).toEqual(['', 'Ada'])
})

test('words that are undone at once are not shown any longer', () => {
  const { documents, type, shown } = opened()
  type('Ada')
  act(() => documents.getState().undo())

  expect(shown()).toBe('')
})

test('what was typed in a field that is gone is in the document', () => {
  const { documents, type, unmount, rest } = opened()
  type('Ada')
  unmount()
  rest()

  expect(documents.shown.getState().document.nodes[0]?.title).toBe('Ada')
})
