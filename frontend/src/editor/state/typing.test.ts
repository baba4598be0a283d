// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { execute } from '../commands/CommandsProvider'
import type { CommandContext } from '../commands/command'
import { redo } from '../commands/redo'
import { saveNow } from '../commands/saveNow'
import { undo } from '../commands/undo'
import { configureField } from '../inspector/configureField'
import { startSaving } from './autosave'
import { createDocumentStore } from './documentStore'
import { remove, rename } from './recipes'
import { CATALOGUE, testFlow, typeTitle } from './testFlow'
import { startSettling } from './typing'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function opened() {
  const documents = createDocumentStore(testFlow())
  const saved: (string | undefined)[] = []
  const draft = {
    revision: 1,
    document: testFlow(),
    problems: [],
    savedAt: '',
    publishedNumber: null,
    publishedRevision: null,
  }
  const saving = startSaving({
    flowId: '1',
    documents,
    draft,
    mayEdit: true,
    save: (_flow, revision, document) => {
      saved.push(document.nodes.find(({ id }) => id === 'hello')?.title)
      return Promise.resolve({ ...draft, revision: revision + 1, document })
    },
  })
  saving.start()
  const titleOf = (id: string) =>
    documents.getState().document.nodes.find((node) => node.id === id)?.title
  return {
    documents,
    saved,
    type: (title: string, id?: string) => typeTitle(documents, title, id),
    title: () => titleOf('hello'),
    titleOf,
    /** As far as it is drawn. */
    drawn: () => documents.shown.getState().document.nodes[0]?.title,
    context: { documents, saving, mayEdit: true } as unknown as CommandContext,
  }
}

test('the document follows once, when the keys rest', () => {
  const { documents, type, drawn } = opened()
  const changes = vi.fn()
  documents.subscribe(changes)
  for (const title of ['A', 'Ad', 'Ada']) {
    type(title)
    vi.advanceTimersByTime(60)
  }
  expect(drawn()).toBe('')
  expect(documents.typing.getState().held?.value).toBe('Ada')
  vi.advanceTimersByTime(100)

  expect(drawn()).toBe('Ada')
  expect(documents.typing.getState().held).toBeNull()
  expect(changes).toHaveBeenCalledTimes(1)
})

test('who asks for the document finds in it what is being typed', () => {
  const { type, title } = opened()
  type('Ada')

  expect(title()).toBe('Ada')
})

test('an edit comes after what was typed before it', () => {
  const { documents, type } = opened()
  type('Ada')
  documents.getState().edit('edit.remove', (flow) => remove(flow, new Set(['hello'])))
  documents.getState().undo()

  expect(documents.getState().done.map(({ label }) => label)).toEqual(['edit.rename'])
  expect(documents.getState().document.nodes[0]?.title).toBe('Ada')
})

test('typing in another field comes after what was typed in the first', () => {
  const { documents, type, titleOf } = opened()
  type('Ada')
  type('Eva', 'bye')
  type('Adam')

  expect(titleOf('bye')).toBe('Eva')
  expect(titleOf('hello')).toBe('Adam')
  expect(documents.getState().done.map(({ subject }) => subject?.id)).toEqual([
    'hello',
    'bye',
    'hello',
  ])
})

test('undo takes back what is being typed and nothing else; redo brings it again', () => {
  const { documents, type, title, titleOf, context } = opened()
  documents.getState().edit('edit.rename', (flow) => rename(flow, 'bye', 'Eva'))
  type('Ada')
  execute(undo, context)

  expect(title()).toBe('')
  expect(titleOf('bye')).toBe('Eva')
  execute(redo, context)
  expect(title()).toBe('Ada')
})

test('typing with short pauses is one undo step', () => {
  const { documents, type, title } = opened()
  for (const title of ['A', 'Ad', 'Ada']) {
    type(title)
    vi.advanceTimersByTime(300)
  }
  documents.getState().undo()

  expect(title()).toBe('')
  expect(documents.getState().done).toEqual([])
})

test('what is typed and taken back leaves no step behind', () => {
  const { documents, type } = opened()
  type('A')
  type('')
  vi.advanceTimersByTime(100)

  expect(documents.getState().done).toEqual([])
  expect(documents.typing.getState().held).toBeNull()
})

test('saving sends what is being typed', async () => {
  const { type, saved, context } = opened()
  type('Ada')
  execute(saveNow, context)
  await vi.advanceTimersByTimeAsync(0)

  expect(saved).toEqual(['Ada'])
})

test('what is typed while a save is under way is saved by the next', async () => {
  const { type, saved, context } = opened()
  type('Ada')
  const first = context.saving.flush()
  type('Adam')
  await first
  await context.saving.flush()

  expect(saved).toEqual(['Ada', 'Adam'])
  expect(context.saving.store.getState().status).toBe('saved')
})

test.each(['focusout', 'pointerdown'])('%s settles what was typed before anything else', (name) => {
  const { documents, type, drawn } = opened()
  const end = startSettling(documents.typing)
  const seen: (string | undefined)[] = []
  const button = document.body.appendChild(document.createElement('button'))
  button.addEventListener(name, () => seen.push(drawn()))
  type('Ada')
  button.dispatchEvent(new Event(name, { bubbles: true }))
  end()

  expect(seen).toEqual(['Ada'])
})

test('the end of the editor settles what was typed', () => {
  const { documents, type, drawn } = opened()
  const end = startSettling(documents.typing)
  type('Ada')
  end()

  expect(drawn()).toBe('Ada')
})

test('a field is set beside what was typed in another, though the form was not drawn since', () => {
  const { documents } = opened()
  const editor = { documents, catalogue: CATALOGUE }
  documents.typing.getState().hold({
    field: 'text',
    value: 'Which parcel?',
    apply: () => configureField(editor, 'menu', 'text', 'Which parcel?'),
  })
  configureField(editor, 'menu', 'retries', 3)

  expect(documents.getState().document.nodes[1]?.config).toMatchObject({
    text: 'Which parcel?',
    retries: 3,
  })
})

test('what cannot be put into the document is not tried for ever', () => {
  const { documents, type, title } = opened()
  const broken = () => {
    throw new Error('broken')
  }
  documents.typing.getState().hold({ field: 'other', value: '', apply: broken })
  expect(() => documents.getState()).toThrow('broken')
  type('Ada')

  expect(title()).toBe('Ada')
})
