/** The inbox's JSON, as `flowbuilder/handoff/api/shapes.py` describes it. */

export type ViewName = 'mine' | 'waiting' | 'team' | 'bot' | 'closed'
export const VIEWS: readonly ViewName[] = ['waiting', 'mine', 'team', 'bot', 'closed']

export type OwnerState = 'bot' | 'queued' | 'agent' | 'closed'
export type Author = 'bot' | 'ai' | 'agent' | 'visitor' | 'system'

export interface Named {
  id: number
  name: string
}

export interface LastLine {
  from: Author
  text: string
  private: boolean
  at: string
}

export interface Row {
  id: string
  state: OwnerState
  epoch: number
  head_seq: number
  seen_seq: number
  language: string
  channel: string
  contact: Named & { known: boolean }
  agent: Named | null
  team: Named | null
  reason: string
  urgent: boolean
  waiting_since: string | null
  target_s: number
  last: LastLine | null
  unread: number
  started_at: string
  last_activity_at: string
}

export interface Counts {
  mine: number
  waiting: number
  team: number
  bot: number
  queues: Record<string, number>
}

export interface RowsPage {
  conversations: Row[]
  next: string | null
  counts: Counts
}

export interface Source {
  title: string
  url?: string
}

export interface Content {
  kind: string
  text?: string
  url?: string
  alt?: string
  options?: { value: string; label: string }[]
  low?: number
  high?: number
  sources?: Source[]
}

export interface Message {
  seq: number
  from: Author
  private: boolean
  content: Content
  generated: boolean
  at: string
  client_id: string | null
  agent: Named | null
}

export interface MessagesPage {
  messages: Message[]
  more: boolean
  head: number
}

export interface Agent extends Named {
  state: 'online' | 'away'
  online: boolean
  load: number
  capacity: number
  teams: number[]
}

export interface Team extends Named {
  open: boolean
  agents_online: number
}

export interface People {
  agents: Agent[]
  teams: Team[]
}

export interface CannedReply {
  id: number
  title: string
  shortcut: string
  text: string
  language: string
}

export interface Step {
  id: string
  title: string
}

export interface Card {
  row: Row
  contact: {
    id: number
    name: string
    email: string
    phone: string
    language: string
    first_seen: string
  }
  page: { url: string; title: string }
  flow: { name: string; version: number }
  path: { id: string; title: string; category: string }[]
  answers: { name: string; label: string; value: string; personal: boolean }[]
  passages: { question: string; score: number }[]
  last_said: string
  handoffs: {
    id: number
    team: string
    agent: string
    status: string
    reason: string
    requested_at: string
  }[]
  earlier: { id: string; state: OwnerState; outcome: string; started_at: string }[]
  tickets: {
    id: number
    text: string
    email: string
    name: string
    status: string
    created_at: string
  }[]
}
