/**
 * What we keep on the visitor's device: one key, the visitor's token, and only after the chat was
 * opened. Where the browser forbids it, memory serves until the page closes.
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
