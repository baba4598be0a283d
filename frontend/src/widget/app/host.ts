/**
 * The talk with the page around our frame. Messages carry no data about the visitor; each side
 * checks the other's window and exact origin and names its target.
 */
import type { Page } from './protocol'

export interface Host {
  /** Are we in a frame on someone's page (else: our own hosted page)? */
  framed: boolean
  close: () => void
  /** How many messages wait to be read, and what the button that opens the chat is called then. */
  unread: (count: number, label: string) => void
}

export interface HostEvents {
  /**
   * `invitation` is the one that was accepted, if one was; `still`: it was open on the page before, so
   * nobody has just come to it.
   */
  shown: (page: Page, invitation?: number, still?: boolean) => void
  /** The chat is there, but not in sight. */
  hidden: (page: Page) => void
  /** The page says, by a token or null, who the visitor is. */
  identify: (token: string | null) => void
  /** The page told that its visitor agreed to storing, or took that back. */
  consent: (yes: boolean) => void
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

const MOST_FACTS = 20

/** What the page told by its events, as far as the server would take it. */
function readFacts(raw: unknown): Page['data'] {
  const facts: Page['data'] = {}
  for (const [name, value] of Object.entries(raw ?? {}).slice(0, MOST_FACTS)) {
    if (!/^[a-z_]\w{0,39}$/i.test(name)) continue
    if (typeof value === 'string') facts[name] = value.slice(0, 200)
    const isNumber = typeof value === 'number' && Math.abs(value) <= 1e15
    if (typeof value === 'boolean' || isNumber) facts[name] = value as number
  }
  return facts
}

export function readPage(raw: unknown): Page {
  const page = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  return {
    url: text(page.url, 2000),
    title: text(page.title, 300),
    referrer: text(page.referrer, 2000),
    data: readFacts(page.data),
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
    if (typeof message?.consent === 'boolean') events.consent(message.consent)
    const page = readPage(message?.page)
    if (message?.flowbuilder === 'shown') {
      events.shown(page, Number(message.invitation) || 0, message.used === false)
    }
    if (message?.flowbuilder === 'hidden') events.hidden(page)
    if (message?.flowbuilder === 'identify') events.identify(text(message.token, 8000) || null)
  })
  post({ flowbuilder: 'ready' })
  return {
    framed: true,
    // Who came by mouse is shown no frame around the launcher.
    close: () =>
      post({ flowbuilder: 'close', mouse: !('keys' in document.documentElement.dataset) }),
    unread: (count, label) => post({ flowbuilder: 'unread', count, label }),
  }
}
