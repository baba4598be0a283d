/**
 * What we keep on the visitor's device: the visitor's token, and only after the chat was opened; and
 * that they switched sound on. Where the browser forbids it, memory serves until the page closes.
 */
export interface Storage {
  read: () => string | null
  /** Keeps the token; false when it will not outlive the page. */
  write: (token: string) => boolean
}

/** With `asks`, nothing is written before `allow(true)`; `allow(false)` removes what was. */
export function visitorStorage(
  widget: string,
  asks: boolean,
): Storage & { may: () => boolean; allow: (yes: boolean) => void } {
  const key = `flowbuilder.${widget}.visitor`
  let allowed = !asks
  return {
    read: () => {
      try {
        return localStorage.getItem(key)
      } catch {
        return null
      }
    },
    write: (token) => {
      try {
        if (allowed) localStorage.setItem(key, token)
        return localStorage.getItem(key) === token
      } catch {
        return false
      }
    },
    may: () => allowed,
    allow: (yes) => {
      if (!asks) return
      allowed = yes
      if (yes) return
      try {
        localStorage.removeItem(key)
      } catch {
        // Forbidden, so there is nothing.
      }
    },
  }
}

/** Whether the visitor wants sound; off again, nothing of it is kept. */
export function soundStorage(widget: string) {
  const key = `flowbuilder.${widget}.sound`
  const attempt = (act: () => unknown) => {
    try {
      return Boolean(act())
    } catch {
      return false
    }
  }
  return {
    read: () => attempt(() => localStorage.getItem(key)),
    write: (on: boolean) =>
      attempt(() => (on ? localStorage.setItem(key, '1') : localStorage.removeItem(key))),
  }
}

/** Settles at the first press or letter in this document; what only passes by presses nothing. */
export const firstUse = (): Promise<unknown> =>
  Promise.race(
    ['click', 'input'].map(
      (kind) => new Promise((done) => addEventListener(kind, done, { once: true, capture: true })),
    ),
  )
