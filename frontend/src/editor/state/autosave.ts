/** Keeps the draft saved: one PUT at a time, a moment after the last edit, and never silently lost. */
import { createStore, type StoreApi } from 'zustand/vanilla'

import { ApiError } from '../../shared/api/client'
import { readDraft, saveDraft } from '../../shared/api/flows'
import type { Flow, Problem, SavedDraft } from '../../shared/flow'
import { completeFlow } from '../../shared/flow'
import { same } from './differences'
import type { DocumentStore } from './documentStore'
import { mergeFlows, type Collision, type Side } from './merge'

export type SaveStatus =
  'saved' | 'dirty' | 'saving' | 'retrying' | 'refused' | 'conflict' | 'readonly'

/** Two authors changed the same thing: what to join, and what a person must decide first. */
export interface Conflict {
  revision: number
  /** What both began with, and what the other author made of it. */
  base: Flow
  document: Flow
  savedBy: string
  collisions: Collision[]
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
  /** The document as the server last had it from us. */
  onServer: () => Flow
  /** Save what is not saved; resolves when the server has it, or rejects with why it has not. */
  flush: () => Promise<void>
  /** The server made version `number` the draft: show it as saved, and as an edit to be undone. */
  restored: (draft: SavedDraft, number: number) => void
  /** Join both drafts, each collision as `choices` says, otherwise as we have it. */
  join: (choices: ReadonlyMap<string, Side>) => Promise<void>
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
    status: !mayEdit ? 'readonly' : isNew(documents, draft) ? 'dirty' : 'saved',
    conflict: null,
    refusal: '',
  }))
  let onServer = draft.document
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
      meet({
        revision: Number(revision),
        document: completeFlow(document as Partial<Flow>),
        savedBy: typeof savedBy === 'string' ? savedBy : '',
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

  /** Somebody saved meanwhile: join what does not collide, and ask about what does. */
  const meet = (theirs: Pick<Conflict, 'revision' | 'document' | 'savedBy'>) => {
    const merge = mergeFlows(onServer, documents.getState().document, theirs.document)
    const conflict = { ...theirs, base: onServer, collisions: merge.collisions }
    if (merge.collisions.length) store.setState({ status: 'conflict', conflict })
    else {
      take(conflict, merge.document)
      schedule(0)
    }
  }

  const take = ({ revision, document, savedBy }: Conflict, joined: Flow) => {
    onServer = document
    store.setState({ revision, conflict: null, status: 'dirty' })
    const notice = { key: savedBy ? 'joined' : 'joinedSomeone', values: { who: savedBy } }
    const { document: mine, edit } = documents.getState()
    if (!same(mine, joined)) edit('edit.join', () => joined, { notice })
    if (isClean()) store.setState({ status: 'saved' })
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
    onServer: () => onServer,
    flush,
    restored: (other, number) => {
      accept(other)
      const key = number === other.publishedNumber ? 'restoredLive' : 'restored'
      const notice = { key, values: { number } }
      documents.getState().edit('edit.restore', () => other.document, { notice })
    },
    join: async (choices) => {
      const { conflict } = store.getState()
      if (!conflict) return
      const mine = documents.getState().document
      take(conflict, mergeFlows(conflict.base, mine, conflict.document, choices).document)
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
      if (store.getState().status === 'dirty') schedule(0)
      window.addEventListener('online', wake)
      return () => {
        clearTimeout(timer)
        unsubscribe()
        window.removeEventListener('online', wake)
      }
    },
  }
}

/** Is there work that the draft does not hold? */
function isNew(documents: DocumentStore, draft: SavedDraft): boolean {
  return !same(documents.getState().document, draft.document)
}

function known(draft: SavedDraft, before: Problem[] = []) {
  const { revision, savedAt, publishedNumber, publishedRevision } = draft
  const problems = settled(draft.problems, before)
  return { revision, savedAt, problems, publishedNumber, publishedRevision }
}

/** The same problems as the same objects, so that what shows them need not be drawn anew. */
export function settled(problems: Problem[], before: Problem[]): Problem[] {
  const known = new Map(before.map((problem) => [JSON.stringify(problem), problem]))
  const now = problems.map((problem) => known.get(JSON.stringify(problem)) ?? problem)
  const isSame = now.length === before.length && now.every((each, at) => each === before[at])
  return isSame ? before : now
}
