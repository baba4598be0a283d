/**
 * The talk with the page around our frame. Messages carry no data about the visitor; each side
 * checks the other's window and exact origin and names its target.
 */
import type { Page } from './protocol'

export interface Host {
  /** Are we in a frame on someone's page (else: our own hosted page)? */
  framed: boolean
  close: () => void
  unread: (count: number) => void
}

export interface HostEvents {
  shown: (page: Page) => void
  hidden: () => void
}

/** The origin that frames us, from the browser itself, or null when it will not say. */
function framingOrigin(): string | null {
  const [nearest] = Array.from(location.ancestorOrigins ?? [])
  if (nearest) return nearest
  try {
    return new URL(document.referrer).origin
  } catch {
    return null
  }
}

const text = (value: unknown, longest: number): string =>
  typeof value === 'string' ? value.slice(0, longest) : ''

export function readPage(raw: unknown): Page {
  const page = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  return {
    url: text(page.url, 2000),
    title: text(page.title, 300),
    referrer: text(page.referrer, 2000),
  }
}

export function connectHost(framed: boolean, events: HostEvents): Host {
  const origin = framed ? framingOrigin() : null
  if (!framed || origin === null || window.parent === window) {
    const { origin: own, pathname } = location
    events.shown({ url: own + pathname, title: document.title, referrer: document.referrer })
    return { framed: false, close: () => {}, unread: () => {} }
  }
  const post = (message: Record<string, unknown>) => window.parent.postMessage(message, origin)
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || event.origin !== origin) return
    const message = event.data as Record<string, unknown> | null
    if (message?.flowbuilder === 'shown') events.shown(readPage(message.page))
    if (message?.flowbuilder === 'hidden') events.hidden()
  })
  post({ flowbuilder: 'ready' })
  return {
    framed: true,
    close: () => post({ flowbuilder: 'close' }),
    unread: (count) => post({ flowbuilder: 'unread', count }),
  }
}
