/**
 * The conversation as the visitor sees it: a fold over the server's frames and the visitor's own acts.
 *
 * Frames may come twice, late or out of order, and may be lost; `seq` and `client_id` put that right.
 * `settled` is the seq up to which nothing can be missing; we resume after it. Seqs have holes (notes
 * among agents), so a hole is taken for real only when a sync that covered it has been answered:
 * `welcome` promises a head, and the `pong` behind the catch-up settles it.
 */
import type {
  Back,
  Choose,
  Content,
  Fill,
  Human,
  MessageFrame,
  Say,
  Sender,
  ServerFrame,
  State,
} from './protocol'

export type Message = Omit<MessageFrame, 'type'>
export type Act = Say | Choose | Fill | Back | Human

/** What the visitor did and the server has not yet shown back. */
export interface Outgoing {
  act: Act
  /** What to show meanwhile. */
  label: string
  since: number
  status: 'waiting' | 'sending' | 'failed'
  notBefore: number
  ackedAs: number | null
  problem: string
}

export interface Talk {
  conversation: string | null
  visitor: string | null
  messages: readonly Message[]
  outgoing: readonly Outgoing[]
  settled: number
  promised: number
  state: State
  notice: string
  position: number | null
  etaSeconds: number | null
  agent: string
  typing: { from: Sender; until: number } | null
  stream: { id: string; text: string } | null
  problem: string
  /** The seqs of the visitor's answers that may be changed. */
  changeable: readonly number[]
  /** The seqs of older questions that may still be answered. */
  open: readonly number[]
}

/** A person's dots are renewed while they write; the machine's come once, when it starts to think. */
const TYPING_LASTS_MS = 6000
const THINKING_LASTS_MS = 20_000

export const emptyTalk: Talk = {
  conversation: null,
  visitor: null,
  messages: [],
  outgoing: [],
  settled: 0,
  promised: 0,
  state: 'bot',
  notice: '',
  position: null,
  etaSeconds: null,
  agent: '',
  typing: null,
  stream: null,
  problem: '',
  changeable: [],
  open: [],
}

const highest = (talk: Talk): number => talk.messages.findLast((m) => m.at)?.seq ?? 0

/** Is something between `settled` and the newest message unaccounted for? */
export const hasGap = (talk: Talk): boolean => highest(talk) > talk.settled

/** What the visitor has just done, to be sent as soon as may be. */
export function act(talk: Talk, frame: Act, label: string, now: number): Talk {
  const outgoing: Outgoing = {
    act: frame,
    label,
    since: now,
    status: 'waiting',
    notBefore: 0,
    ackedAs: null,
    problem: '',
  }
  return { ...talk, outgoing: [...talk.outgoing, outgoing], problem: '' }
}

const UNSENT_COUNTS_MS = 86_400_000

/** What was kept of a page that closed before all was sent: it is sent now, unless it is a day old. */
export function unsentIn(kept: string | null, now: number): Partial<Talk> {
  try {
    const [conversation, all] = JSON.parse(kept ?? '') as [string | null, Outgoing[]]
    const outgoing = all.filter((o) => now - o.since < UNSENT_COUNTS_MS)
    if (!outgoing.length) return {}
    return interrupted({ ...emptyTalk, conversation, outgoing })
  } catch {
    return {}
  }
}

function mend(talk: Talk, clientId: string, change: Partial<Outgoing>): Talk {
  const outgoing = talk.outgoing.map((o) =>
    o.act.client_id === clientId ? { ...o, ...change } : o,
  )
  return { ...talk, outgoing }
}

/** The visitor pressed "Try again" on something that was not sent. */
export const retry = (talk: Talk, clientId: string, now: number): Talk =>
  mend(talk, clientId, { status: 'waiting', since: now, notBefore: 0, problem: '' })

/** The next act to send: one at a time, in order, so that the server keeps the visitor's order. */
export function nextToSend(talk: Talk, now: number): Act | null {
  const next = talk.outgoing.find((o) => o.status !== 'failed' && o.ackedAs === null)
  return next?.status === 'waiting' && next.notBefore <= now ? next.act : null
}

export const sent = (talk: Talk, clientId: string): Talk =>
  mend(talk, clientId, { status: 'sending' })

/** When a held-back act may go, or null when none waits. */
export function heldUntil(talk: Talk): number | null {
  const next = talk.outgoing.find((o) => o.status !== 'failed' && o.ackedAs === null)
  return next?.status === 'waiting' && next.notBefore > 0 ? next.notBefore : null
}

/** The socket has gone: what was on its way has to be sent again, what was half said is dropped. */
export function interrupted(talk: Talk): Talk {
  const outgoing = talk.outgoing.map((o) =>
    o.status === 'sending' && o.ackedAs === null ? { ...o, status: 'waiting' as const } : o,
  )
  return { ...talk, outgoing, promised: 0, stream: null, typing: null }
}

/**
 * Nothing of the old conversation stays, except what the visitor has said and we have not sent. That
 * the old one took it no more (it was over, or deleted) is no reason not to send it now.
 */
export function startAfresh(talk: Talk): Talk {
  const outgoing = talk.outgoing
    .filter((o) => (o.act.type === 'say' || o.act.type === 'human') && o.ackedAs === null)
    .map((o) => ({ ...o, status: 'waiting' as const, problem: '' }))
  return { ...emptyTalk, visitor: talk.visitor, notice: talk.notice, outgoing }
}

/** Without what is left of the greeting that was shown before there was a conversation. */
const toldFor = (talk: Talk): Talk => ({ ...talk, messages: talk.messages.filter((m) => m.at) })

function dropSettled(talk: Talk): Talk {
  const outgoing = talk.outgoing.filter((o) => o.ackedAs === null || o.ackedAs > talk.settled)
  return outgoing.length === talk.outgoing.length ? talk : { ...talk, outgoing }
}

function addMessage(talk: Talk, frame: MessageFrame): Talk {
  const message: Message = frame
  const outgoing = talk.outgoing.filter((o) => o.act.client_id !== message.client_id)
  // What stands there of the greeting gives its place: a form in it keeps what was entered.
  const others = talk.messages.filter((m) => m.at || m.seq !== message.seq)
  if (others.some((m) => m.seq === message.seq)) return { ...talk, outgoing }
  let at = others.length
  while (at > 0 && (others[at - 1] as Message).seq > message.seq) at -= 1
  const messages = [...others.slice(0, at), message, ...others.slice(at)]
  let settled = talk.settled
  for (const m of messages.slice(at)) if (m.at && m.seq === settled + 1) settled = m.seq
  const fromUs = message.from === 'visitor'
  return dropSettled({
    ...talk,
    messages,
    outgoing,
    settled,
    agent: message.agent ?? talk.agent,
    typing: fromUs ? talk.typing : null,
    stream: fromUs ? talk.stream : null,
    problem: '',
  })
}

/** The conversation after `frame`. */
export function receive(talk: Talk, frame: ServerFrame, now: number): Talk {
  switch (frame.type) {
    case 'welcome': {
      const another = talk.conversation !== null && talk.conversation !== frame.conversation
      const base = another ? startAfresh(talk) : talk
      return {
        ...base,
        conversation: frame.conversation,
        visitor: frame.visitor,
        state: frame.state,
        notice: frame.notice || base.notice,
        promised: frame.head,
        changeable: [],
        open: frame.open,
      }
    }
    case 'message':
      return addMessage(talk, frame)
    case 'ack': {
      const known = talk.outgoing.find((o) => o.act.client_id === frame.client_id)
      if (known?.act.type === 'human') {
        return { ...talk, outgoing: talk.outgoing.filter((o) => o !== known) }
      }
      return dropSettled(mend(talk, frame.client_id, { ackedAs: frame.seq, status: 'sending' }))
    }
    case 'status':
      return {
        ...talk,
        state: frame.state,
        position: frame.position ?? null,
        etaSeconds: frame.eta_s ?? null,
        agent: frame.agent ?? (frame.state === 'agent' ? talk.agent : ''),
        typing: frame.state === talk.state ? talk.typing : null,
        stream: frame.state === talk.state ? talk.stream : null,
      }
    case 'changeable':
      return { ...talk, changeable: frame.seqs, open: frame.open }
    case 'typing':
      return {
        ...talk,
        typing: {
          from: frame.from,
          until: now + (frame.from === 'agent' ? TYPING_LASTS_MS : THINKING_LASTS_MS),
        },
      }
    case 'delta': {
      const before = talk.stream?.id === frame.stream ? talk.stream.text : ''
      return { ...talk, typing: null, stream: { id: frame.stream, text: before + frame.text } }
    }
    case 'error':
      if (!frame.client_id) return { ...talk, problem: frame.message }
      if (frame.retry === undefined) {
        return mend(talk, frame.client_id, { status: 'failed', problem: frame.message })
      }
      return mend(talk, frame.client_id, {
        status: 'waiting',
        notBefore: now + Math.max(0.5, frame.retry) * 1000,
        problem: frame.message,
      })
    case 'pong':
      return dropSettled({
        ...(talk.conversation ? toldFor(talk) : talk),
        settled: Math.max(talk.settled, talk.promised),
        promised: 0,
      })
  }
}

/** How many messages after `seq` wait to be read; a line such as “Anna joins” is none. */
export const unreadIn = (talk: Talk, seq: number): number =>
  talk.messages.filter((m) => m.seq > seq && m.from !== 'visitor' && m.from !== 'system').length

/** What the server takes for "no score" and for "no file". */
export const SKIP = '__skip__'

/** The question that asks for a file now, or null when none does. */
export function fileRequest(talk: Talk): Extract<Content, { kind: 'file_request' }> | null {
  const asked = talk.messages.findLast((m) => m.content.kind === 'file_request')
  return asked?.content.kind === 'file_request' && isAsked(talk, asked) ? asked.content : null
}

/** May the visitor send files now? To a person, to one who is on the way, to a flow that asks. */
export const mayAttach = (talk: Talk): boolean =>
  talk.conversation !== null &&
  (talk.state === 'agent' || talk.state === 'queued' || fileRequest(talk) !== null)

/** Did something else speak to the visitor after the question `message`? */
const passedBy = (talk: Talk, message: Message): Message | undefined =>
  talk.messages.find(
    (m) => m.seq > message.seq && (m.from === 'bot' || m.from === 'ai' || m.from === 'agent'),
  )

/** Whether what `message` asks is asked now: not yet answered, not passed by. */
function isAsked(talk: Talk, message: Message): boolean {
  if (talk.state === 'closed' || talk.state === 'agent') return false
  // Waiting has choices of its own, but a score would only be a bare number to whoever comes.
  if (talk.state === 'queued' && message.content.kind === 'rating') return false
  return answerTo(talk, message) === null && !passedBy(talk, message)
}

/** Whether the server takes an answer to the older question `message`, and none is on its way. */
const isLeftOpen = (talk: Talk, message: Message): boolean =>
  talk.state === 'bot' &&
  talk.open.includes(message.seq) &&
  message.content.kind !== 'file_request' &&
  (message.content.kind !== 'form' || answerTo(talk, message) === null) &&
  talk.outgoing.every((o) => !('message' in o.act) || o.act.message !== message.seq)

/** May the visitor answer `message` now? */
export const isOpen = (talk: Talk, message: Message): boolean =>
  isAsked(talk, message) || isLeftOpen(talk, message)

/** What no longer counts, as the visitor went back behind it: the answers, and all that followed. */
export function leftBehind(messages: readonly Message[]): ReadonlySet<number> {
  const left = new Set<number>()
  for (const { seq, content } of messages) {
    const to = content.kind === 'text' ? content.back : undefined
    if (to) for (const m of messages) if (m.seq >= to && m.seq < seq) left.add(m.seq)
  }
  return left
}

/** What was entered into the last form of those `left` behind, for the form that asks again. */
export function enteredBefore(
  messages: readonly Message[],
  left: ReadonlySet<number>,
): Record<string, string> | undefined {
  const said = messages.findLast(
    ({ seq, content }) => left.has(seq) && content.kind === 'text' && content.filled,
  )?.content
  return said?.kind === 'text' ? said.filled : undefined
}

/** The answers that the visitor went back to. */
export const changed = (messages: readonly Message[]): ReadonlySet<number> =>
  new Set(messages.flatMap(({ content }) => (content.kind === 'text' && content.back) || []))

/** May the visitor change this answer of theirs now? Not while they are changing one. */
export const mayChange = (talk: Talk, seq: number): boolean =>
  talk.state === 'bot' &&
  talk.changeable.includes(seq) &&
  talk.outgoing.every((o) => o.act.type !== 'back' || o.status === 'failed')

/** The seq of the answer that another button of `message` would replace, or 0. */
export function replaceable(talk: Talk, { seq, content }: Message): number {
  if (content.kind !== 'choices' && content.kind !== 'cards') return 0
  const answer = talk.messages.findLast(
    (m) => m.content.kind === 'text' && m.content.choice?.message === seq,
  )
  return answer && mayChange(talk, answer.seq) ? answer.seq : 0
}

/** The value that answered `message`, or null while none has; files have none but count. */
export function answerTo(talk: Talk, message: Message): string | null {
  const until = passedBy(talk, message)?.seq ?? Infinity
  let typed: string | null = null
  let chosen: string | null = null
  for (const { from, seq, content } of talk.messages) {
    if (from !== 'visitor' || seq <= message.seq) continue
    if (content.kind === 'files' && message.content.kind === 'file_request' && seq < until)
      return ''
    if (content.kind !== 'text') continue
    if (content.choice?.message === message.seq) chosen = content.choice.value
    if (!content.choice && seq < until) typed ??= valueIn(content.text, message)
  }
  for (const { act: pending } of talk.outgoing) {
    if (pending.type === 'choose' && pending.message === message.seq) return pending.value
    if (pending.type === 'fill' && pending.message === message.seq) return ''
    if (pending.type !== 'say' || until !== Infinity) continue
    if (pending.files && message.content.kind === 'file_request') return ''
    typed ??= valueIn(pending.text, message)
  }
  return chosen ?? typed
}

/** The value that these words pick from the choices or the rating, or null. */
function valueIn(words: string, { content }: Message): string | null {
  if (content.kind === 'choices') {
    return content.options.find((o) => o.label === words)?.value ?? null
  }
  if (content.kind === 'file_request') return words === content.skip && words ? SKIP : null
  if (content.kind !== 'rating' || !words.trim()) return null
  const score = Number(words)
  const fits = Number.isInteger(score) && score >= content.low && score <= content.high
  return fits ? String(score) : null
}
