/** Problems as one types: the server's own check of what stands in the browser, not yet saved. */
import type { Flow, Problem } from '../../shared/flow'
import { settled, type DraftStore } from './autosave'
import type { DocumentStore } from './documentStore'

/** After the last key; with the way to the server and back, problems are there within 300 ms. */
const REST_MS = 120

export type Check = (document: Flow, signal: AbortSignal) => Promise<Problem[]>

/**
 * Check the document a moment after each key and each other edit, until the answer is called.
 *
 * Only the newest document is worth an answer: an older question is dropped. A check that fails says
 * nothing, for the save that follows checks again and tells what is wrong with the connection.
 */
export function startChecking(
  documents: DocumentStore,
  draft: DraftStore,
  check: Check,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked: AbortController | undefined

  const ask = async () => {
    const { document } = documents.getState()
    const { signal } = (asked = new AbortController())
    const problems = await check(document, signal).catch(() => null)
    if (problems && !signal.aborted)
      draft.setState((now) => ({ problems: settled(problems, now.problems) }))
  }
  const stop = () => {
    clearTimeout(timer)
    asked?.abort()
  }
  const wait = () => {
    stop()
    timer = setTimeout(() => void ask(), REST_MS)
  }
  const { typing } = documents
  const ends = [
    typing.subscribe(({ held }) => {
      if (held) wait()
    }),
    documents.subscribe((now, before) => {
      // What was typed waits since its last key.
      if (now.document !== before.document && !typing.getState().held) wait()
    }),
  ]
  return () => {
    stop()
    for (const end of ends) end()
  }
}
