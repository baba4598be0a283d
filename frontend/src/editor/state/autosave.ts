/** Keeps the draft saved: one PUT at a time, a moment after the last edit, and never silently lost. */
import { createStore, type StoreApi } from 'zustand/vanilla'

import { ApiError } from '../../shared/api/client'
import { readDraft, saveDraft } from '../../shared/api/flows'
import type { Flow, Problem, SavedDraft } from '../../shared/flow'
import { completeFlow } from '../../shared/flow'
import { same } from './differences'
import type { DocumentStore } from './documentStore'

export type SaveStatus =
  'saved' | 'dirty' | 'saving' | 'retrying' | 'refused' | 'conflict' | 'readonly'

export interface Conflict {
  revision: number
  document: Flow
  savedBy: string
}

export interface DraftState {
  status: SaveStatus
  revision: number
  savedAt: string
  problems: Problem[]
  publishedNumber: number | null
  publishedRevision: number | null
  conflict: Conflict | null
  /** What the server said when it refused the document. */
  refusal: string
}

export type DraftStore = StoreApi<DraftState>

const DEBOUNCE_MS = 700
const RETRY_MS = [2_000, 5_000, 10_000, 30_000]

export interface Saving {
  store: DraftStore
  /** Save what is not saved; resolves when the server has it, or rejects with why it has not. */
  flush: () => Promise<void>
  /** The server made version `number` the draft: show it as saved, and as an edit to be undone. */
  restored: (draft: SavedDraft, number: number) => void
  /** Overwrite the other author's draft with ours, knowingly. */
  keepMine: () => Promise<void>
  takeTheirs: () => Promise<void>
  /** Another request was refused because the draft is stale: show both versions. */
  failed: (problem: unknown) => void
  published: (number: number) => void
  /** Begin to listen; the answer ends it. */
  start: () => () => void
}

export interface SavingOptions {
  flowId: string
  documents: DocumentStore
  draft: SavedDraft
  mayEdit: boolean
  save?: typeof saveDraft
  read?: typeof readDraft
}

/** The saving of one open flow; nothing happens before `start`. */
export function startSaving(options: SavingOptions): Saving {
  const { flowId, documents, draft, mayEdit, save = saveDraft, read = readDraft } = options
  const store = createStore<DraftState>()(() => ({
    ...known(draft),
    status: mayEdit ? 'saved' : 'readonly',
    conflict: null,
    refusal: '',
  }))
  let onServer = documents.getState().document
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null
  let failures = 0

  const isClean = () => same(documents.getState().document, onServer)

  const schedule = (delay: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void flush().catch(() => undefined), delay)
  }

  const send = async (): Promise<void> => {
    const document = documents.getState().document
    store.setState({ status: 'saving' })
    try {
      const saved = await save(flowId, store.getState().revision, document)
      onServer = document
      failures = 0
      store.setState((now) => ({
        ...known(saved, now.problems),
        status: isClean() ? 'saved' : 'dirty',
        refusal: '',
      }))
    } catch (problem) {
      failed(problem)
      throw problem
    }
    if (!isClean()) schedule(DEBOUNCE_MS)
  }

  const failed = (problem: unknown) => {
    if (!(problem instanceof ApiError)) {
      store.setState({ status: 'retrying' })
      return
    }
    if (problem.code === 'draft_is_stale') {
      const { revision, document, saved_by: savedBy } = problem.details
      store.setState({
        status: 'conflict',
        conflict: {
          revision: Number(revision),
          document: completeFlow(document as Partial<Flow>),
          savedBy: typeof savedBy === 'string' ? savedBy : '',
        },
      })
    } else if (problem.status === 403 && problem.code !== 'csrf_failed') {
      store.setState({ status: 'readonly', refusal: problem.message })
    } else if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      const problems = problem.details['problems']
      store.setState({
        status: 'refused',
        refusal: problem.message,
        ...(Array.isArray(problems) ? { problems: problems as Problem[] } : {}),
      })
    } else {
      store.setState({ status: 'retrying' })
      schedule(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 30_000)
      failures += 1
    }
  }

  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    const { status } = store.getState()
    if (status === 'conflict' || status === 'readonly') return
    while (running) await running.catch(() => undefined)
    if (isClean()) return
    running = send()
    try {
      await running
    } finally {
      running = null
    }
    if (!isClean() && store.getState().status === 'dirty') await flush()
  }

  const onEdit: Parameters<DocumentStore['subscribe']>[0] = (now, before) => {
    if (now.document === before.document) return
    const { status } = store.getState()
    if (status === 'conflict' || status === 'readonly') return
    if (isClean()) {
      clearTimeout(timer)
      if (!running) store.setState({ status: 'saved' })
      return
    }
    if (status !== 'retrying') store.setState({ status: 'dirty' })
    schedule(status === 'retrying' ? (RETRY_MS[0] ?? 0) : DEBOUNCE_MS)
  }

  const wake = () => {
    if (store.getState().status === 'retrying') schedule(0)
  }

  const accept = (other: SavedDraft) => {
    onServer = other.document
    store.setState({ ...known(other), status: 'saved', conflict: null, refusal: '' })
  }

  return {
    store,
    flush,
    restored: (other, number) => {
      accept(other)
      const key = number === other.publishedNumber ? 'restoredLive' : 'restored'
      const notice = { key, values: { number } }
      documents.getState().edit('edit.restore', () => other.document, { notice })
    },
    keepMine: async () => {
      const { conflict } = store.getState()
      if (!conflict) return
      onServer = conflict.document
      store.setState({ revision: conflict.revision, conflict: null, status: 'dirty' })
      await flush()
    },
    takeTheirs: async () => {
      const theirs = await read(flowId)
      accept(theirs)
      documents.getState().replace(theirs.document)
    },
    failed,
    published: (number) =>
      store.setState((now) => ({ publishedNumber: number, publishedRevision: now.revision })),
    start: () => {
      const unsubscribe = documents.subscribe(onEdit)
      window.addEventListener('online', wake)
      return () => {
        clearTimeout(timer)
        unsubscribe()
        window.removeEventListener('online', wake)
      }
    },
  }
}

function known(draft: SavedDraft, before: readonly Problem[] = []) {
  const { revision, savedAt, publishedNumber, publishedRevision } = draft
  const problems = settled(draft.problems, before)
  return { revision, savedAt, problems, publishedNumber, publishedRevision }
}

/** The same problems as the same objects, so that what shows them need not be drawn anew. */
export function settled(problems: Problem[], before: readonly Problem[]): Problem[] {
  const known = new Map(before.map((problem) => [JSON.stringify(problem), problem]))
  return problems.map((problem) => known.get(JSON.stringify(problem)) ?? problem)
}
