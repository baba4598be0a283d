// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { ApiError } from '../../shared/api/client'
import type { Flow, SavedDraft } from '../../shared/flow'
import { settled, startSaving } from './autosave'
import { createDocumentStore } from './documentStore'
import { pathKey } from './merge'
import { rename } from './recipes'
import { testFlow, typeTitle } from './testFlow'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const draft = (revision: number, document: Flow): SavedDraft => ({
  revision,
  document,
  problems: [],
  savedAt: '2026-11-22T11:04:00Z',
  publishedNumber: null,
  publishedRevision: null,
})

/** A server that remembers what was saved; `failWith` makes the next saves fail. */
function server() {
  const saved: { revision: number; document: Flow }[] = []
  const failures: ApiError[] = []
  let revision = 1
  let theirDocument: Flow = { ...testFlow(), name: 'Theirs' }
  return {
    saved,
    failures,
    theirDocument: () => theirDocument,
    theirs: (by: number, document: Flow = theirDocument) => {
      revision += by
      theirDocument = document
    },
    save: async (_flow: string, given: number, document: Flow): Promise<SavedDraft> => {
      const failure = failures.shift()
      if (failure) throw failure
      if (given !== revision) {
        const details = { revision, document: theirDocument, saved_by: 'Ola' }
        throw new ApiError(409, 'draft_is_stale', 'Someone saved.', details)
      }
      revision += 1
      saved.push({ revision, document })
      theirDocument = document
      return draft(revision, document)
    },
    read: async (): Promise<SavedDraft> => draft(revision, { ...testFlow(), name: 'Theirs' }),
  }
}

function opened() {
  const remote = server()
  const documents = createDocumentStore(testFlow())
  const saving = startSaving({
    flowId: '1',
    documents,
    draft: draft(1, documents.getState().document),
    mayEdit: true,
    save: remote.save,
    read: remote.read,
  })
  saving.start()
  const edit = (title: string) =>
    documents.getState().edit('edit.rename', (flow) => rename(flow, 'hello', title))
  const state = () => saving.store.getState()
  return { remote, documents, saving, edit, state }
}

test('edits are saved once, a moment after the last of them', async () => {
  const { remote, edit, state } = opened()
  edit('A')
  edit('B')
  expect(state().status).toBe('dirty')
  await vi.advanceTimersByTimeAsync(1_000)

  expect(remote.saved.map((each) => each.document.nodes[0]?.title)).toEqual(['B'])
  expect(state()).toMatchObject({ status: 'saved', revision: 2 })
})

test('undoing back to what the server has needs no saving', async () => {
  const { remote, documents, edit, state } = opened()
  edit('A')
  documents.getState().undo()
  await vi.advanceTimersByTimeAsync(5_000)

  expect(remote.saved).toEqual([])
  expect(state().status).toBe('saved')
})

test('an unreachable server is tried again until it takes the work', async () => {
  const { remote, edit, state } = opened()
  remote.failures.push(new ApiError(0, 'offline', ''), new ApiError(503, 'server_error', ''))
  edit('A')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(state().status).toBe('retrying')
  await vi.advanceTimersByTimeAsync(10_000)

  expect(state().status).toBe('saved')
  expect(remote.saved).toHaveLength(1)
})

/** The other author gave the greeting another name too. */
const renamed = (title: string): Flow => {
  const flow = structuredClone(testFlow())
  rename(flow, 'hello', title)
  return flow
}

test('work that does not collide is joined and saved, and the author is told', async () => {
  const { remote, documents, edit, state } = opened()
  remote.theirs(1)
  edit('Mine')
  await vi.advanceTimersByTimeAsync(2_000)

  expect(remote.saved).toMatchObject([
    { revision: 3, document: { name: 'Theirs', nodes: [{ title: 'Mine' }, {}, {}] } },
  ])
  expect(state()).toMatchObject({ status: 'saved', conflict: null })
  expect(documents.getState().done.at(-1)?.notice).toEqual({
    key: 'joined',
    values: { who: 'Ola' },
  })
  documents.getState().undo()
  documents.getState().undo()
  expect(documents.getState().document).toEqual(testFlow())
})

test('meeting one’s own work, saved though the answer was lost, is no news', async () => {
  const { remote, documents, edit, state } = opened()
  edit('Mine')
  remote.theirs(1, documents.getState().document)
  await vi.advanceTimersByTimeAsync(2_000)

  expect(remote.saved).toEqual([])
  expect(documents.getState().done).toHaveLength(1)
  expect(state()).toMatchObject({ status: 'saved', revision: 2 })
})

test('a stale draft that collides overwrites nothing and asks', async () => {
  const { remote, edit, state } = opened()
  remote.theirs(1, renamed('Theirs'))
  edit('Mine')
  await vi.advanceTimersByTimeAsync(1_000)
  edit('Mine still')
  await vi.advanceTimersByTimeAsync(60_000)

  expect(remote.saved).toEqual([])
  expect(state()).toMatchObject({
    status: 'conflict',
    conflict: { revision: 2, savedBy: 'Ola', collisions: [{ mine: 'Mine', theirs: 'Theirs' }] },
  })
})

test('what is being typed when another author’s work comes is joined with it', async () => {
  const { remote, documents, saving, edit } = opened()
  remote.theirs(1)
  edit('Mine')
  const stale = saving.flush().catch(() => undefined)
  typeTitle(documents, 'My own', 'bye')
  await stale
  await vi.advanceTimersByTimeAsync(2_000)

  expect(remote.saved.at(-1)?.document).toMatchObject({
    name: 'Theirs',
    nodes: [{ title: 'Mine' }, {}, { title: 'My own' }],
  })
})

test.each([
  ['mine', 'Mine'],
  ['theirs', 'Theirs'],
] as const)('each collision goes as the author says: %s', async (side, title) => {
  const { remote, saving, edit, state } = opened()
  remote.theirs(1, { ...renamed('Theirs'), name: 'Their flow' })
  edit('Mine')
  await vi.advanceTimersByTimeAsync(1_000)
  const [collision] = state().conflict?.collisions ?? []
  await saving.join(new Map([[pathKey(collision?.path ?? []), side]]))
  await vi.advanceTimersByTimeAsync(1_000)

  expect(remote.theirDocument()).toMatchObject({ name: 'Their flow', nodes: [{ title }, {}, {}] })
  expect(state()).toMatchObject({ status: 'saved', conflict: null })
})

test('taking theirs replaces the document and its history', async () => {
  const { remote, documents, saving, edit, state } = opened()
  remote.theirs(1, { ...renamed('Theirs'), name: 'Theirs' })
  edit('Mine')
  await vi.advanceTimersByTimeAsync(1_000)
  await saving.takeTheirs()

  expect(documents.getState()).toMatchObject({ document: { name: 'Theirs' }, done: [] })
  expect(state()).toMatchObject({ status: 'saved', revision: 2, conflict: null })
})

test('restoring a version needs no saving, and undoing it saves what was the draft before', async () => {
  const { remote, documents, saving, edit, state } = opened()
  edit('Unpublished')
  await saving.flush()
  remote.theirs(1)
  saving.restored({ ...(await remote.read()), problems: [] }, 3)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(documents.getState().document.name).toBe('Theirs')
  expect(state()).toMatchObject({ status: 'saved', revision: 3 })
  expect(remote.saved).toHaveLength(1)

  documents.getState().undo()
  await vi.advanceTimersByTimeAsync(5_000)

  expect(remote.saved.at(-1)?.document.nodes[0]?.title).toBe('Unpublished')
  expect(state()).toMatchObject({ status: 'saved', revision: 4 })
})

test('a role that may not edit makes the editor read-only', async () => {
  const { remote, edit, state } = opened()
  remote.failures.push(new ApiError(403, 'forbidden', 'Your role does not allow this.'))
  edit('A')
  await vi.advanceTimersByTimeAsync(60_000)

  expect(state().status).toBe('readonly')
  expect(remote.saved).toEqual([])
})

test('a refused document says why and is tried again with the next edit', async () => {
  const { remote, edit, state } = opened()
  remote.failures.push(new ApiError(422, 'invalid_flow', 'This is not a flow.', { problems: [] }))
  edit('A')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(state()).toMatchObject({ status: 'refused', refusal: 'This is not a flow.' })
  edit('B')
  await vi.advanceTimersByTimeAsync(1_000)

  expect(state()).toMatchObject({ status: 'saved', refusal: '' })
})

test('problems that are still there after a save are the same objects', () => {
  const problem = (message: string) => ({
    code: 'x',
    level: 'error' as const,
    unfinished: false,
    message,
    hint: '',
    node: 'menu',
    field: null,
    fix: null,
  })
  const before = [problem('one'), problem('two')]
  const after = settled([problem('two'), problem('three')], before)

  expect(after[0]).toBe(before[1])
  expect(after[1]?.message).toBe('three')
  expect(settled([problem('one'), problem('two')], before)).toBe(before)
})
