import type { Announcement } from '../state/applyAnnouncement'

interface Handlers {
  announced: (announcement: Announcement) => void
  /** The socket is up: whatever was missed has to be fetched. */
  opened: () => void
  lost: () => void
  signedOut: () => void
}

export const PING_MS = 20_000
export const SILENT_MS = 40_000
const REFUSED = 4403
const KNOWN = new Set<string>([
  'welcome',
  'counts.updated',
  'conversation.updated',
  'message.added',
  'people.updated',
  'visitor.typing',
  'visitor.seen',
  'agent.viewing',
  'updates.delayed',
  'sla.warned',
  'sla.breached',
  'tags.changed',
  'snooze.ended',
  'mention.made',
  'conversation.given',
])

/** The inbox's socket: comes back by itself, with growing and jittered pauses. */
export class InboxSocket {
  private socket: WebSocket | null = null
  private timer = 0
  private pinger = 0
  private attempts = 0
  private heardAt = 0
  private stopped = false
  private watching: { conversation: string | null; after: number } | null = null

  private listens = false

  constructor(private readonly handlers: Handlers) {}

  /** Who only listens in is nobody whom visitors are handed to. */
  start(listens = false): void {
    this.stopped = false
    this.listens = listens
    this.connect()
    window.addEventListener('online', this.hurry)
    window.addEventListener('offline', this.drop)
    document.addEventListener('visibilitychange', this.hurry)
  }

  stop(): void {
    this.stopped = true
    window.removeEventListener('online', this.hurry)
    window.removeEventListener('offline', this.drop)
    document.removeEventListener('visibilitychange', this.hurry)
    window.clearTimeout(this.timer)
    window.clearTimeout(this.pinger)
    this.socket?.close()
  }

  /** Show this conversation as it grows, from after `after`. */
  watch(conversation: string | null, after: number): void {
    this.watching = { conversation, after }
    this.send({ type: 'watch', conversation, after })
  }

  /** Remember how far the watched conversation is known, for the next connection. */
  known(after: number): void {
    if (this.watching) this.watching.after = Math.max(this.watching.after, after)
  }

  /** Who has listened in answers visitors here from now on. */
  sit(): void {
    this.listens = false
    this.send({ type: 'sit' })
  }

  typing(asNote: boolean): void {
    this.send({ type: 'typing', private: asNote })
  }

  private send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  private connect(): void {
    if (this.stopped) return
    window.clearTimeout(this.timer)
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(
      `${scheme}://${window.location.host}/ws/inbox/${this.listens ? '?listen' : ''}`,
    )
    this.socket = socket
    let opened = false
    socket.onopen = () => {
      opened = true
      this.attempts = 0
      this.heardAt = Date.now()
      if (this.watching) this.send({ type: 'watch', ...this.watching })
      this.beatIn(PING_MS)
      this.handlers.opened()
    }
    socket.onmessage = (event: MessageEvent<string>) => {
      this.heardAt = Date.now()
      const frame = JSON.parse(event.data) as { type: string }
      if (frame.type === 'pong') this.beatIn(PING_MS)
      if (KNOWN.has(frame.type)) this.handlers.announced(frame as Announcement)
    }
    socket.onclose = (event) => {
      if (this.socket !== socket || this.stopped) return
      window.clearTimeout(this.pinger)
      if (event.code === REFUSED && opened) return this.handlers.signedOut()
      this.handlers.lost()
      this.later()
    }
  }

  /** Set anew from each answer: a timer that only sets itself is slowed down in a hidden tab. */
  private beatIn(pause: number): void {
    window.clearTimeout(this.pinger)
    this.pinger = window.setTimeout(() => this.beat(), pause)
  }

  private beat(): void {
    const silent = Date.now() - this.heardAt
    if (silent >= SILENT_MS) return this.drop()
    this.send({ type: 'ping' })
    this.beatIn(Math.min(PING_MS, SILENT_MS - silent))
  }

  /** Gives up a dead line at once: closing one properly would wait for its answer. */
  private readonly drop = (): void => {
    const { socket } = this
    if (socket?.readyState !== WebSocket.OPEN) return
    this.socket = null
    socket.close()
    window.clearTimeout(this.pinger)
    this.handlers.lost()
    this.later()
  }

  private later(): void {
    const pause = Math.min(30_000, 1_000 * 2 ** this.attempts) * (0.5 + Math.random())
    this.attempts += 1
    this.timer = window.setTimeout(() => this.connect(), pause)
  }

  private readonly hurry = (): void => {
    if (document.visibilityState === 'hidden') return
    const state = this.socket?.readyState ?? WebSocket.CLOSED
    if (state === WebSocket.CLOSED || state === WebSocket.CLOSING) {
      this.attempts = 0
      this.connect()
    }
  }
}
