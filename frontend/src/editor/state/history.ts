/**
 * The undo history across a reload of the page.
 *
 * Kept in the tab's own storage: it is gone with the tab, two tabs do not share it, and nobody else
 * at this computer finds it. What the server has not yet taken is kept with it.
 */
import type { Flow, SavedDraft } from '../../shared/flow'
import type { DraftStore } from './autosave'
import type { Change, DocumentStore } from './documentStore'

export interface History {
  done: Change[]
  undone: Change[]
}

/** Work the server has not: what it was made from, and what it is now. */
export interface Unsaved {
  base: Flow
  document: Flow
}

export interface Kept extends History {
  /** Of the draft that the history ends with, or that the unsaved work began with. */
  revision: number
  unsaved: Unsaved | null
}

const REST_MS = 1_000
const MOST_STEPS = 200

const key = (flowId: string) => `fb-history:${flowId}`

/** What was kept of a flow in this tab, or null; what cannot be read is forgotten. */
export function recall(flowId: string, storage: Storage = sessionStorage): Kept | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key(flowId)) ?? 'null')
    return isKept(kept) ? kept : null
  } catch {
    return null
  }
}

/**
 * Where to go on after a reload: the document, its history, and the draft it is saved over.
 *
 * A history holds for the revision it was made for and for no other. Work the server never had is
 * gone on with; saving it over a draft that moved on joins the two, like any stale save.
 */
export function resumed(
  draft: SavedDraft,
  kept: Kept | null,
): { document: Flow; history: History; from: SavedDraft } {
  const { document, revision } = draft
  if (kept?.unsaved && kept.revision <= revision) {
    const { base, document: mine } = kept.unsaved
    const from = { ...draft, document: base, revision: kept.revision }
    return { document: mine, history: kept, from }
  }
  const history = kept?.revision === revision ? kept : { done: [], undone: [] }
  return { document, history, from: draft }
}

/** Keep it; when there is no room, the oldest steps go first. */
export function keep(flowId: string, kept: Kept, storage: Storage = sessionStorage): void {
  let done = kept.done.slice(-MOST_STEPS)
  for (;;) {
    try {
      storage.setItem(key(flowId), JSON.stringify({ ...kept, done }))
      return
    } catch {
      if (done.length === 0) {
        forget(flowId, storage)
        return
      }
      done = done.slice(Math.ceil(done.length / 2))
    }
  }
}

function forget(flowId: string, storage: Storage): void {
  try {
    storage.removeItem(key(flowId))
  } catch {
    // A browser that forbids storage has nothing to forget.
  }
}

function isKept(kept: unknown): kept is Kept {
  if (typeof kept !== 'object' || kept === null) return false
  const { done, undone, revision, unsaved } = kept as Partial<Kept>
  return (
    Array.isArray(done) &&
    Array.isArray(undone) &&
    typeof revision === 'number' &&
    typeof unsaved === 'object'
  )
}

/**
 * Keep the history a moment after each change, and at once when the page is left. The answer ends it.
 *
 * What is being typed is kept a moment after its first key, however long the keys do not rest.
 */
export function startKeeping(
  flowId: string,
  documents: DocumentStore,
  draft: DraftStore,
  onServer: () => Flow,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    const { document, done, undone } = documents.getState()
    clearTimeout(timer)
    timer = undefined
    const { revision, status } = draft.getState()
    const base = onServer()
    const unsaved = status === 'saved' || document === base ? null : { base, document }
    keep(flowId, { revision, done, undone, unsaved })
  }
  const ask = () => {
    timer ??= setTimeout(write, REST_MS)
  }
  const leave = () => {
    if (timer !== undefined) write()
  }
  const ends = [documents, documents.typing, draft].map((store) => store.subscribe(ask))
  window.addEventListener('pagehide', leave)
  return () => {
    leave()
    for (const end of ends) end()
    window.removeEventListener('pagehide', leave)
  }
}
