/** Joins the pure parts (talk, connection) to a socket, a clock and the visitor's storage. */
import { disconnected, dueAt, step, type Connection, type Input } from './connection'
import { readFrame, type ClientFrame, type Page } from './protocol'
import type { Storage } from './storage'
import * as talks from './talk'

export interface Socket {
  send: (text: string) => void
  close: () => void
}
export interface SocketEvents {
  opened: () => void
  heard: (data: unknown) => void
  closed: (code: number) => void
}

/** Everything the client needs from outside, so that a test can be the network and the clock. */
export interface World {
  open: (events: SocketEvents) => Socket
  now: () => number
  chance: () => number
  newId: () => string
  wake: (afterMs: number, call: () => void) => () => void
}

export interface View {
  talk: talks.Talk
  link: Connection
  /** Will the conversation still be here after the page is closed? */
  kept: boolean
}

/** The assistant waits for the rest of a question while these come (`runtime/unheard.py`). */
const TYPING_EVERY_MS = 1000
const SEEN_AFTER_MS = 150

export class Client {
  private talk: talks.Talk
  private link = disconnected
  private kept = true
  private page: Page = { url: '', title: '', referrer: '' }
  private socket: Socket | null = null
  private cancelWake = () => {}
  private wantsNew = false
  private identity: string | null = null
  private signedIn = false
  /** Has the visitor opened the chat, so that a conversation may begin? */
  private mayBegin = false
  private invitation = 0
  private keptUnsent = talks.emptyTalk.outgoing
  private lastTyping = 0
  private lastSeen = 0
  private dropSeen = () => {}
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly world: World,
    private readonly storage: Storage,
    private readonly locale: string,
    /** What a conversation will begin with, shown before there is one. */
    private readonly greeting: readonly talks.Message[] = [],
    /** What the words around the conversation are in. */
    private readonly language = '',
  ) {
    this.talk = {
      ...talks.emptyTalk,
      ...talks.unsentIn(storage.read('unsent'), world.now()),
      visitor: storage.read(),
      messages: greeting,
    }
  }

  view = (): View => ({ talk: this.talk, link: this.link, kept: this.kept })

  subscribe(listener: () => void): void {
    this.listeners.add(listener)
  }

  start(page: Page, invitation = 0): void {
    this.mayBegin = true
    this.invitation = invitation
    this.dialFrom(page)
  }

  /** Takes up the conversation there is, if there can be one; begins none. */
  resume(page: Page): void {
    if (this.talk.visitor || this.identity) this.dialFrom(page)
  }

  private dialFrom(page: Page): void {
    this.page = page
    this.step({ type: 'start' })
    this.step({ type: 'retry' })
  }

  /**
   * The page says who its visitor is, by a signed token, or that they signed out (null). Who was
   * signed in is forgotten with the page: their token is never stored.
   */
  identify(token: string | null): void {
    if (token === this.identity && (token || !this.signedIn)) return
    const { visitor, outgoing } = talks.interrupted(this.talk)
    this.identity = token
    this.begin(
      token === null ? this.storage.read() : visitor,
      token !== null && !this.signedIn ? outgoing : [],
    )
  }

  /** Tries anew to keep the token, when that was allowed or forbidden meanwhile. */
  keep(): void {
    const { visitor } = this.talk
    if (!visitor || this.signedIn) return
    this.kept = this.storage.write(visitor)
    this.settle()
  }

  /** The server knows this visitor no more: go on as a stranger. */
  forget(): void {
    this.begin(null, [])
  }

  private begin(visitor: string | null, outgoing: talks.Talk['outgoing']): void {
    this.talk = { ...talks.emptyTalk, visitor, outgoing, messages: this.greeting }
    this.signedIn = this.wantsNew = false
    this.lastSeen = 0
    const begun = this.link.phase !== 'idle'
    this.hangUp() // what is still on its way is about the visitor before
    this.link = disconnected
    if (begun) this.step({ type: 'start' })
  }

  awake = (): void => this.step({ type: 'awake' })
  offline = (): void => this.step({ type: 'offline' })
  tryNow = (): void => this.step({ type: 'retry' })

  /**
   * Sends `text`, without what the server would rightly refuse: NUL and halves of characters, and the
   * files that were uploaded before.
   */
  say(written: string, files: readonly { id: string; name: string }[] = []): void {
    const bytes = new TextEncoder().encode(written.replaceAll('\0', ''))
    const text = new TextDecoder().decode(bytes)
    const ids = files.length ? { files: files.map((f) => f.id) } : {}
    const label = [text, ...files.map((f) => f.name)].filter(Boolean).join('\n')
    this.act({ type: 'say', client_id: this.world.newId(), text, ...ids }, label)
  }

  choose(message: number, value: string, label: string): void {
    const asked = this.talk.messages.find((m) => m.seq === message)
    const instead = asked ? talks.replaceable(this.talk, asked) : 0
    const more = instead ? { instead_of: instead } : {}
    this.act({ type: 'choose', client_id: this.world.newId(), message, value, ...more }, label)
  }

  fill(message: number, values: Record<string, string>, label: string): void {
    this.act({ type: 'fill', client_id: this.world.newId(), message, values }, label)
  }

  /** Back to the question that `to` answered. `label` is shown until it is done. */
  goBack(to: number, label: string): void {
    if (talks.mayChange(this.talk, to)) {
      this.act({ type: 'back', client_id: this.world.newId(), to }, label)
    }
  }

  askForPerson(label: string): void {
    if (this.talk.outgoing.some((o) => o.act.type === 'human' && o.status !== 'failed')) return
    this.act({ type: 'human', client_id: this.world.newId() }, label)
  }

  retry(clientId: string): void {
    this.talk = talks.retry(this.talk, clientId, this.world.now())
    this.step({ type: 'retry' })
  }

  typing(): void {
    const now = this.world.now()
    if (!this.talk.conversation || now - this.lastTyping < TYPING_EVERY_MS) return
    this.lastTyping = now
    this.send({ type: 'typing' })
  }

  /** What comes in one burst is seen at once: a frame for each would be taken for a flood. */
  seen(seq: number): void {
    if (seq <= this.lastSeen) return
    const { conversation } = this.talk
    this.dropSeen()
    this.dropSeen = this.world.wake(SEEN_AFTER_MS, () => {
      if (this.talk.conversation === conversation && this.send({ type: 'seen', seq }))
        this.lastSeen = seq
    })
  }

  startNewConversation(): void {
    this.wantsNew = true
    this.step({ type: 'retry' })
  }

  private act(frame: talks.Act, label: string): void {
    this.lastTyping = 0
    this.talk = talks.act(this.talk, frame, label, this.world.now())
    this.pump()
    this.settle()
  }

  private step(input: Input): void {
    const [link, outputs] = step(this.link, input, this.world.now(), this.world.chance())
    const wasOpen = this.link.phase === 'open'
    this.link = link
    if (wasOpen && link.phase !== 'open') this.talk = talks.interrupted(this.talk)
    for (const output of outputs) {
      if (output === 'sync') this.sync()
      if (output === 'disconnect' || output === 'connect') this.hangUp()
      if (output === 'connect') this.dial()
    }
    this.settle()
  }

  private dial(): void {
    const current = () => this.socket === socket
    const socket = this.world.open({
      opened: () => current() && this.step({ type: 'opened' }),
      heard: (data) => {
        if (current()) this.hear(data)
      },
      closed: (code) => {
        if (!current()) return
        this.socket = null
        this.step({ type: 'closed', code })
      },
    })
    this.socket = socket
  }

  private hangUp(): void {
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  private sync(): void {
    this.send({
      type: 'hello',
      visitor: this.talk.visitor,
      after: this.wantsNew ? 0 : this.talk.settled,
      locale: this.locale,
      language: this.language,
      page: this.page,
      identity: this.identity,
      ...(this.wantsNew && { new: true, instead: this.talk.conversation }),
      ...(!this.mayBegin && { resume: true }),
      ...(this.invitation > 0 && { invitation: this.invitation }),
    })
    this.send({ type: 'ping' })
  }

  private hear(data: unknown): void {
    const frame = readFrame(data)
    if (!frame) return
    const now = this.world.now()
    const before = this.talk
    if (frame.type === 'error' && frame.code === 'nothing_to_resume') return
    this.talk = talks.receive(before, frame, now)
    if (frame.type === 'error' && frame.code === 'identity_refused') this.identify(null)
    if (frame.type === 'welcome') {
      if (this.talk.conversation !== before.conversation) this.lastSeen = 0
      this.wantsNew = false
      this.signedIn ||= this.identity !== null
      this.identity = null
      this.kept = this.signedIn || this.storage.write(frame.visitor)
    }
    this.step({ type: 'heard' })
    if (frame.type === 'error' && !frame.client_id && frame.retry !== undefined) {
      this.step({ type: 'gap' })
    }
    if (this.talk.promised === 0 && talks.hasGap(this.talk)) this.step({ type: 'gap' })
    this.pump()
    this.settle()
  }

  /** Sends what may be sent now: acts wait for the welcome and for the act before them. */
  private pump(): void {
    if (this.link.phase !== 'open' || !this.talk.conversation || this.wantsNew) return
    const next = talks.nextToSend(this.talk, this.world.now())
    if (next && this.send(next)) {
      this.talk = talks.sent(this.talk, next.client_id)
      this.link = step(this.link, { type: 'asked' }, this.world.now(), 0)[0]
    }
  }

  private send(frame: ClientFrame): boolean {
    if (this.link.phase !== 'open' || !this.socket) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  /** Sets the one timer, keeps what is not yet sent, and tells the screen. */
  private settle(): void {
    const { conversation, outgoing } = this.talk
    if (outgoing !== this.keptUnsent) {
      this.keptUnsent = outgoing
      const isKnown = this.signedIn || this.identity // theirs is forgotten with the page
      const unsent = isKnown ? [] : outgoing.filter((o) => o.ackedAs === null)
      this.storage.write(unsent.length ? JSON.stringify([conversation, unsent]) : '', 'unsent')
    }
    this.cancelWake()
    const now = this.world.now()
    const held = this.link.phase === 'open' ? talks.heldUntil(this.talk) : null
    const times = [dueAt(this.link), held, this.talk.typing?.until ?? null, this.nextStale(now)]
    const due = Math.min(...times.map((at) => at ?? Infinity))
    if (Number.isFinite(due)) {
      this.cancelWake = this.world.wake(Math.max(0, due - now) + 1, () => {
        const { typing } = this.talk
        if (typing && typing.until <= this.world.now()) this.talk = { ...this.talk, typing: null }
        this.pump()
        this.step({ type: 'tick' })
      })
    }
    for (const listener of this.listeners) listener()
  }

  /** When something on its way will have been so for too long, so that the screen says so. */
  private nextStale(now: number): number | null {
    const times = this.talk.outgoing.map((o) => o.since + SLOW_AFTER_MS).filter((at) => at > now)
    return times.length ? Math.min(...times) : null
  }
}

/** After so long an unsent message offers "Try again". */
export const SLOW_AFTER_MS = 8000
