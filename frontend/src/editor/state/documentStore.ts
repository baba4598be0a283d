/** The open flow's document: one way in (`edit`), every change remembered as patches. */
import { applyPatches, enablePatches, produceWithPatches, type Patch } from 'immer'
import { createStore, type StoreApi } from 'zustand/vanilla'

import type { Flow } from '../../shared/flow'
import { createTyping, type Typing } from './typing'

enablePatches()

/** How long a pause may be before typing in the same field becomes a new undo step. */
const TYPING_PAUSE_MS = 2_000
const REMEMBERED_STEPS = 500

/** Changes the draft it is given, or answers with the document that comes in its place. */
export type Recipe = (draft: Flow) => Flow | void

/** What the author is told of an edit that takes something away: a key under `notice.`. */
export interface Notice {
  key: string
  values: Record<string, string | number>
}

/** The one step that a change is about, as it was called then. */
export interface Subject {
  id: string
  title: string
  type: string
}

export interface Change {
  label: string
  subject: Subject | null
  redo: Patch[]
  undo: Patch[]
  merge: string | null
  notice: Notice | null
  at: number
}

export interface EditOptions {
  /** Edits with the same key that follow each other closely are one undo step. */
  merge?: string
  notice?: Notice
}

export interface DocumentState {
  document: Flow
  done: Change[]
  undone: Change[]
  edit: (label: string, recipe: Recipe, options?: EditOptions) => void
  /** The next edit starts a new undo step, whatever its key. */
  seal: () => void
  undo: () => void
  redo: () => void
  /** Undo or redo until `steps` edits are done. */
  travel: (steps: number) => void
  /** Put another document in its place, with no way back to the old one. */
  replace: (document: Flow) => void
}

/** Asked for its state, it settles what is being typed first. */
export interface DocumentStore extends StoreApi<DocumentState> {
  typing: Typing
  /** The same store for drawing, which changes nothing: what is being typed is not in it yet. */
  shown: StoreApi<DocumentState>
}

export function createDocumentStore(
  document: Flow,
  now: () => number = Date.now,
  history: Pick<DocumentState, 'done' | 'undone'> = { done: [], undone: [] },
): DocumentStore {
  const typing = createTyping()
  const shown = createStore<DocumentState>()((set, get) => ({
    document,
    done: history.done,
    undone: history.undone,
    edit: (label, recipe, options = {}) => {
      const before = get().document
      const [next, redo, undo] = produceWithPatches(before, recipe)
      if (!redo.length) return
      const { merge = null, notice = null } = options
      const subject = subjectOf(redo, next) ?? subjectOf(undo, before)
      const change: Change = { label, subject, redo, undo, merge, notice, at: now() }
      const done = get().done
      const last = done.at(-1)
      if (last && belongsTo(last, change)) {
        const both = { ...change, redo: [...last.redo, ...redo], undo: [...undo, ...last.undo] }
        set({ document: next, done: [...done.slice(0, -1), both], undone: [] })
      } else {
        set({ document: next, done: [...done.slice(-REMEMBERED_STEPS + 1), change], undone: [] })
      }
    },
    seal: () => {
      const done = get().done
      const last = done.at(-1)
      if (last?.merge) set({ done: [...done.slice(0, -1), { ...last, merge: null }] })
    },
    undo: () => {
      const change = get().done.at(-1)
      if (!change) return
      set({
        document: applyPatches(get().document, change.undo),
        done: get().done.slice(0, -1),
        undone: [...get().undone, { ...change, merge: null }],
      })
    },
    redo: () => {
      const change = get().undone.at(-1)
      if (!change) return
      set({
        document: applyPatches(get().document, change.redo),
        done: [...get().done, change],
        undone: get().undone.slice(0, -1),
      })
    },
    travel: (steps) => {
      while (get().done.length > Math.max(0, steps)) get().undo()
      while (get().done.length < steps && get().undone.length) get().redo()
    },
    replace: (other) => set({ document: other, done: [], undone: [] }),
  }))
  return {
    ...shown,
    typing,
    shown,
    getState: () => {
      typing.getState().settle()
      return shown.getState()
    },
  }
}

function belongsTo(last: Change, change: Change): boolean {
  return (
    last.merge !== null && last.merge === change.merge && change.at - last.at <= TYPING_PAUSE_MS
  )
}

/** The step that all patches are about, if it is one. */
function subjectOf(patches: readonly Patch[], flow: Flow): Subject | null {
  let found: Subject | null = null
  for (const { path } of patches) {
    const [part, at] = path
    const node =
      part === 'nodes' && typeof at === 'number'
        ? flow.nodes[at]
        : part === 'layout'
          ? flow.nodes.find((each) => each.id === at)
          : undefined
    if (!node) continue
    if (found && found.id !== node.id) return null
    found = { id: node.id, title: node.title, type: node.type }
  }
  return found
}
