// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'

import type { SavedDraft } from '../../shared/flow'
import { startSaving } from './autosave'
import { createDocumentStore } from './documentStore'
import { keep, recall, resumed, startKeeping, type Kept } from './history'
import { rename } from './recipes'
import { testFlow, typeTitle } from './testFlow'

beforeEach(() => {
  sessionStorage.clear()
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

const draft = (revision: number, document = testFlow()): SavedDraft => ({
  revision,
  document,
  problems: [],
  savedAt: '2026-11-22T11:04:00Z',
  publishedNumber: null,
  publishedRevision: null,
})

function open(given: SavedDraft, takes: boolean) {
  const { document, history, from } = resumed(given, recall('1'))
  const documents = createDocumentStore(document, () => 0, history)
  const saved: { revision: number; title: string | undefined }[] = []
  const saving = startSaving({
    flowId: '1',
    documents,
    draft: from,
    mayEdit: true,
    save: (_flow, revision, document) => {
      saved.push({ revision, title: document.nodes[0]?.title })
      return takes ? Promise.resolve(draft(revision + 1, document)) : new Promise(() => undefined)
    },
  })
  const ends = [saving.start(), startKeeping('1', documents, saving.store, saving.onServer)]
  const edit = (title: string) =>
    documents.getState().edit('edit.rename', (flow) => rename(flow, 'hello', title))
  return { documents, saving, saved, edit, close: () => ends.forEach((end) => end()) }
}

test('what was done before a reload can be undone and redone after it', async () => {
  const first = open(draft(1), true)
  first.edit('A')
  first.edit('B')
  first.documents.getState().undo()
  await first.saving.flush()
  first.close()
  const second = open(draft(2, first.documents.getState().document), true)

  expect(second.documents.getState().done.map((change) => change.subject?.id)).toEqual(['hello'])
  second.documents.getState().redo()
  expect(second.documents.getState().document.nodes[0]?.title).toBe('B')
  second.documents.getState().undo()
  second.documents.getState().undo()
  expect(second.documents.getState().document).toEqual(testFlow())
})

test('work that the server never took is there after a reload, and is saved', async () => {
  const first = open(draft(1), false)
  first.edit('Unsaved')
  await vi.advanceTimersByTimeAsync(5_000)
  first.close()
  const second = open(draft(1), true)
  expect(second.documents.getState().document.nodes[0]?.title).toBe('Unsaved')
  await vi.advanceTimersByTimeAsync(1_000)

  expect(second.saved).toEqual([{ revision: 1, title: 'Unsaved' }])
  expect(second.saving.store.getState().status).toBe('saved')
})

test('what is typed without a pause is kept, and what is typed as the page is left', async () => {
  const first = open(draft(1), false)
  for (let key = 1; key <= 12; key += 1) {
    typeTitle(first.documents, 'x'.repeat(key))
    await vi.advanceTimersByTimeAsync(90)
  }
  const kept = recall('1')?.unsaved?.document.nodes[0]?.title ?? ''
  expect(kept.length).toBeGreaterThan(10)
  typeTitle(first.documents, 'The last word')
  window.dispatchEvent(new Event('pagehide'))

  expect(recall('1')?.unsaved?.document.nodes[0]?.title).toBe('The last word')
})

test('unsaved work begins where it began, though the draft has moved on: the server will say so', () => {
  const first = open(draft(1), false)
  first.edit('Unsaved')
  first.close()
  const { document, from } = resumed(draft(5), recall('1'))

  expect(document.nodes[0]?.title).toBe('Unsaved')
  expect(from).toMatchObject({ revision: 1, document: testFlow() })
})

test('a history of another revision is not that of this document', async () => {
  const first = open(draft(1), true)
  first.edit('A')
  await first.saving.flush()
  first.close()
  const other = open(draft(7), true)

  expect(other.documents.getState().done).toEqual([])
})

test('without room the oldest steps are forgotten first, and without any room nothing breaks', () => {
  const steps = Array.from({ length: 8 }, (_, at) => ({ label: `${at}`, redo: ['x'.repeat(50)] }))
  const kept = { revision: 1, done: steps, undone: [], unsaved: null } as unknown as Kept
  const limited = (limit: number): Storage => {
    const items = new Map<string, string>()
    return {
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, value: string) => {
        if (value.length > limit) throw new DOMException('full', 'QuotaExceededError')
        items.set(name, value)
      },
      removeItem: (name: string) => items.delete(name),
    } as unknown as Storage
  }
  const small = limited(400)
  keep('1', kept, small)
  expect(recall('1', small)?.done.map((change) => change.label)).toEqual(['4', '5', '6', '7'])

  const none = limited(0)
  keep('1', kept, none)
  expect(recall('1', none)).toBeNull()
})

test('what somebody wrote there that is no history is ignored', () => {
  for (const text of ['{', '1', '{"done":1}', 'null']) {
    sessionStorage.setItem('fb-history:1', text)
    expect(recall('1')).toBeNull()
  }
})
