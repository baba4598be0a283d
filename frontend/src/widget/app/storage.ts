/**
 * What we keep on the visitor's device: the visitor's token, and only after the chat was opened; and
 * that they switched sound on. Where the browser forbids it, memory serves until the page closes.
 */
export interface Storage {
  read: () => string | null
  /** Keeps the token; false when it will not outlive the page. */
  write: (token: string) => boolean
}

export function visitorStorage(widget: string): Storage {
  const key = `flowbuilder.${widget}.visitor`
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
        localStorage.setItem(key, token)
        return localStorage.getItem(key) === token
      } catch {
        return false
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
