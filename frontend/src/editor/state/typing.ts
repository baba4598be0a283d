/**
 * What is being typed, before the document follows.
 *
 * A large flow takes longer to follow than a letter may take to appear. So the field that is typed
 * in shows its letters at once, and what it shows is held here until the keys rest. Whoever asks
 * the document store for its state, to read it or to change it, has what is held settled first:
 * nothing is saved, undone, tried or joined without it, and nothing overtakes it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'

/** After the last key; sooner than the problems, which are asked for after the same key. */
const REST_MS = 100

export interface Held {
  /** The one field that is typed in, and what it shows. */
  field: string
  value: unknown
  /** Puts it into the document. */
  apply: () => void
}

export interface TypingState {
  /** Still there while it is being put into the document. */
  held: Held | null
  hold: (held: Held) => void
  settle: () => void
}

export type Typing = StoreApi<TypingState>

export function createTyping(): Typing {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isSettling = false
  return createStore<TypingState>()((set, get) => ({
    held: null,
    hold: (held) => {
      if (get().held?.field !== held.field) get().settle()
      clearTimeout(timer)
      timer = setTimeout(get().settle, REST_MS)
      set({ held })
    },
    settle: () => {
      const { held } = get()
      if (!held || isSettling) return
      clearTimeout(timer)
      isSettling = true
      try {
        held.apply()
      } finally {
        isSettling = false
        set({ held: null })
      }
    },
  }))
}

/** Settle when a field is left and before anything is pressed, until the answer is called. */
export function startSettling(typing: Typing): () => void {
  const { settle } = typing.getState()
  // First of all: what follows, in this event or the next, is drawn from the document as it is then.
  const moments = ['focusout', 'pointerdown']
  for (const moment of moments) window.addEventListener(moment, settle, true)
  return () => {
    settle()
    for (const moment of moments) window.removeEventListener(moment, settle, true)
  }
}
