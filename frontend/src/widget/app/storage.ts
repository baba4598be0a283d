/**
 * What we keep on the visitor's device, and only after the chat was opened: the visitor's token, how
 * far they have read, what they said and could not be sent, and that they switched sound on. Where
 * the browser forbids it, memory serves until the page closes.
 */
export type Kept = 'visitor' | 'read' | 'unsent' | 'sound'

export interface Storage {
  read: (what?: Kept) => string | null
  /** Keeps `value`, or nothing for an empty one; false when it will not outlive the page. */
  write: (value: string, what?: Kept) => boolean
}

/** With `asks`, nothing is written before `allow(true)`; `allow(false)` removes what was. */
export function visitorStorage(
  widget: string,
  asks: boolean,
): Storage & { allow: (yes: boolean) => void } {
  const key = (what: Kept) => `flowbuilder.${widget}.${what}`
  let allowed = !asks
  const read = (what: Kept = 'visitor') => {
    try {
      return localStorage.getItem(key(what))
    } catch {
      return null
    }
  }
  const write = (value: string, what: Kept = 'visitor') => {
    try {
      if (!value) localStorage.removeItem(key(what))
      else if (allowed) localStorage.setItem(key(what), value)
    } catch {
      // Forbidden.
    }
    return read(what) === value
  }
  return {
    read,
    write,
    allow: (yes) => {
      if (!asks) return
      allowed = yes
      if (!yes) for (const what of ['visitor', 'read', 'unsent', 'sound'] as const) write('', what)
    },
  }
}

/**
 * Settles after the first press or letter in this document; what only passes by presses nothing. Not
 * before the letter's own listeners have it: drawing between them would take it away.
 */
export const firstUse = (): Promise<unknown> =>
  new Promise((done) => {
    for (const kind of ['click', 'input']) {
      addEventListener(kind, () => setTimeout(done), { once: true, capture: true })
    }
  })
