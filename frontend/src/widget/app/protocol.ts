/** The frames of the chat socket, and the one door through which the server's frames come in. */

export type Sender = 'bot' | 'ai' | 'agent' | 'visitor' | 'system'
export type State = 'bot' | 'queued' | 'agent' | 'closed'

export interface Option {
  value: string
  label: string
}
export interface Source {
  title: string
  url?: string
}
export interface SentFile {
  id: string
  name: string
  kind: string
  size: number
  url: string
  width: number
  height: number
}
export interface FormField {
  name: string
  label: string
  input: string
  hint: string
  required: boolean
  options: Option[]
  low: string
  high: string
  /** What was entered before, and why it does not fit. */
  value: string
  error: string
}
/** As it came: the part that draws it takes nothing for granted. */
export type Card = Record<string, unknown>
export type Content =
  | {
      kind: 'text'
      text: string
      sources?: Source[]
      choice?: { message: number; value: string }
      /** What was entered into the form that this answers. */
      filled?: Record<string, string>
      /** Said by going back: the answer of this seq, and all after it, do not count any more. */
      back?: number
    }
  | { kind: 'choices'; text: string; options: Option[] }
  | {
      kind: 'rating'
      text: string
      scale: string
      low: number
      high: number
      low_label?: string
      high_label?: string
      skip?: string
    }
  | { kind: 'image'; url: string; alt: string }
  | { kind: 'files'; text: string; files: SentFile[] }
  | { kind: 'file_request'; text: string; accepts: string; most: number; skip: string }
  | { kind: 'form'; text: string; fields: FormField[]; submit: string }
  | { kind: 'cards'; text: string; cards: Card[] }
  | { kind: 'unknown'; text: string }

export interface Page {
  url: string
  title: string
  referrer: string
  /** What the page told by its events. */
  data?: Record<string, string | number | boolean>
}

export type Say = { type: 'say'; client_id: string; text: string; files?: string[] }
export type Choose = {
  type: 'choose'
  client_id: string
  message: number
  value: string
  instead_of?: number
}
export type Fill = {
  type: 'fill'
  client_id: string
  message: number
  values: Record<string, string>
}
export type Back = { type: 'back'; client_id: string; to: number }
export type Human = { type: 'human'; client_id: string }
export type Hello = {
  type: 'hello'
  visitor: string | null
  after: number
  locale: string
  language: string
  page: Page
  identity: string | null
  new?: true
  instead?: string | null
  /** Take a conversation up, but begin none. */
  resume?: true
  invitation?: number
}
export type ClientFrame =
  | Hello
  | Say
  | Choose
  | Fill
  | Back
  | Human
  | { type: 'typing' }
  | { type: 'seen'; seq: number }
  | { type: 'ping' }

export type Welcome = {
  type: 'welcome'
  conversation: string
  visitor: string
  head: number
  state: State
  notice: string
  /** The seqs of older questions that may still be answered. */
  open: number[]
}
export type MessageFrame = {
  type: 'message'
  seq: number
  from: Sender
  content: Content
  at: string
  client_id?: string
  generated: boolean
  agent?: string
  /** A person has ended the matter, and this only asks how it was or says goodbye. */
  parting?: boolean
}
export type Status = {
  type: 'status'
  state: State
  position?: number
  eta_s?: number
  agent?: string
}
export type Problem = {
  type: 'error'
  code: string
  message: string
  client_id?: string
  /** Seconds to wait before the frame may be sent again; absent when sending again is no use. */
  retry?: number
}
export type ServerFrame =
  | Welcome
  | MessageFrame
  | Status
  | Problem
  | { type: 'ack'; client_id: string; seq: number }
  | { type: 'changeable'; seqs: number[]; open: number[] }
  | { type: 'delta'; stream: string; text: string }
  | { type: 'typing'; from: Sender }
  | { type: 'pong' }

type Raw = Record<string, unknown>

const SENDERS = ['bot', 'ai', 'agent', 'visitor', 'system']
const STATES = ['bot', 'queued', 'agent', 'closed']
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0
const optional = (raw: Raw, name: string): Raw => (raw[name] ? { [name]: text(raw[name]) } : {})
const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.filter(isRecord) : [])

const counts = (value: unknown): number[] => (Array.isArray(value) ? value.filter(isCount) : [])
const count = (value: unknown): number => (isCount(value) ? value : 0)
const readFile = (raw: Raw): SentFile => ({
  id: text(raw.id),
  name: text(raw.name),
  kind: text(raw.kind),
  size: count(raw.size),
  url: text(raw.url),
  width: count(raw.width),
  height: count(raw.height),
})

const readOptions = (raw: Raw): Option[] =>
  list(raw.options).map((o) => ({ value: text(o.value), label: text(o.label) }))
const readField = (raw: Raw): FormField => ({
  name: text(raw.name),
  label: text(raw.label),
  input: text(raw.input),
  hint: text(raw.hint),
  required: raw.required === true,
  options: readOptions(raw),
  low: text(raw.low),
  high: text(raw.high),
  value: text(raw.value),
  error: text(raw.error),
})

/** Content we can draw; what we do not know becomes `unknown` with its words, if it has any. */
export function readContent(raw: unknown): Content {
  if (!isRecord(raw)) return { kind: 'unknown', text: '' }
  const words = text(raw.text)
  switch (raw.kind) {
    case 'text': {
      const sources = list(raw.sources).map((s) => ({ title: text(s.title), url: text(s.url) }))
      const choice = isRecord(raw.choice) &&
        isCount(raw.choice.message) && {
          choice: { message: raw.choice.message, value: text(raw.choice.value) },
        }
      const back = isRecord(raw.back) && isCount(raw.back.to) && { back: raw.back.to }
      const filled = isRecord(raw.filled) && { filled: raw.filled as Record<string, string> }
      return { kind: 'text', text: words, sources, ...choice, ...filled, ...back }
    }
    case 'choices':
      return {
        kind: 'choices',
        text: words,
        options: readOptions(raw),
      }
    case 'cards':
      return { kind: 'cards', text: words, cards: list(raw.cards) }
    case 'form':
      return {
        kind: 'form',
        text: words,
        fields: list(raw.fields).map(readField),
        submit: text(raw.submit),
      }
    case 'rating':
      if (!isCount(raw.low) || !isCount(raw.high) || raw.high - raw.low > 20) break
      return {
        kind: 'rating',
        text: words,
        scale: text(raw.scale),
        low: raw.low,
        high: raw.high,
        low_label: text(raw.low_label),
        high_label: text(raw.high_label),
        skip: text(raw.skip),
      }
    case 'image':
      return { kind: 'image', url: text(raw.url), alt: text(raw.alt) }
    case 'files':
      return { kind: 'files', text: words, files: list(raw.files).map(readFile) }
    case 'file_request':
      return {
        kind: 'file_request',
        text: words,
        accepts: text(raw.accepts),
        most: isCount(raw.most) ? Math.max(1, raw.most) : 1,
        skip: text(raw.skip),
      }
  }
  return { kind: 'unknown', text: words }
}

/** One frame from the server, or null when it is not one we understand. */
export function readFrame(data: unknown): ServerFrame | null {
  let raw: unknown
  try {
    raw = JSON.parse(String(data))
  } catch {
    return null
  }
  if (!isRecord(raw)) return null
  const state = STATES.includes(text(raw.state)) ? (raw.state as State) : null
  const from = SENDERS.includes(text(raw.from)) ? (raw.from as Sender) : null
  switch (raw.type) {
    case 'welcome': {
      const [conversation, visitor] = [text(raw.conversation), text(raw.visitor)]
      if (!conversation || !visitor || !isCount(raw.head) || !state) return null
      const { head } = raw
      const notice = text(raw.notice)
      return { type: 'welcome', conversation, visitor, head, state, notice, open: counts(raw.open) }
    }
    case 'message':
      if (!isCount(raw.seq) || !from) return null
      return {
        type: 'message',
        seq: raw.seq,
        from,
        content: readContent(raw.content),
        at: text(raw.at),
        generated: raw.generated === true,
        ...optional(raw, 'client_id'),
        ...optional(raw, 'agent'),
        ...((raw.content as Raw | null)?.parting === true && { parting: true }),
      }
    case 'status':
      if (!state) return null
      return {
        type: 'status',
        state,
        ...(isCount(raw.position) && { position: raw.position }),
        ...(isCount(raw.eta_s) && { eta_s: raw.eta_s }),
        ...optional(raw, 'agent'),
      }
    case 'ack':
      if (!text(raw.client_id) || !isCount(raw.seq)) return null
      return { type: 'ack', client_id: text(raw.client_id), seq: raw.seq }
    case 'changeable':
      return { type: 'changeable', seqs: counts(raw.seqs), open: counts(raw.open) }
    case 'delta':
      return { type: 'delta', stream: text(raw.stream), text: text(raw.text) }
    case 'typing':
      return from && { type: 'typing', from }
    case 'error': {
      const retry = typeof raw.retry === 'number' ? raw.retry : raw.retry === true ? 2 : null
      return {
        type: 'error',
        code: text(raw.code),
        message: text(raw.message),
        ...optional(raw, 'client_id'),
        ...(retry !== null && { retry }),
      }
    }
    case 'pong':
      return { type: 'pong' }
    default:
      return null
  }
}
