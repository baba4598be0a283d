import type { Agent, Counts, Message, Row, SentFile, Team, ViewName } from '../api/types'

export interface Thread {
  messages: Message[]
  /** There are older messages than the first one here. */
  earlier: boolean
}

export interface Viewer {
  name: string
  typing: boolean
  at: number
}

export interface Draft {
  clientId: string
  text: string
  files: readonly SentFile[]
  private: boolean
  status: 'sending' | 'failed'
  problem: string
  at: string
}

export interface InboxState {
  me: Agent | null
  counts: Counts | null
  agents: Agent[]
  teams: Team[]
  view: ViewName
  team: number | null
  /** The rows of the view as loaded so far, in the server's order. */
  rows: Row[]
  /** The cursor of the next page; null when the list is complete. */
  next: string | null
  /** The conversation that is open, whether or not the list has it. */
  open: Row | null
  threads: Record<string, Thread>
  drafts: Record<string, Draft[]>
  viewers: Record<string, Record<number, Viewer>>
  visitorTypingAt: Record<string, number>
  /** What others do is seen with the regular look only, up to half a minute later. */
  delayed: boolean
}

export const emptyInbox: InboxState = {
  me: null,
  counts: null,
  agents: [],
  teams: [],
  view: 'waiting',
  team: null,
  rows: [],
  next: null,
  open: null,
  threads: {},
  drafts: {},
  viewers: {},
  visitorTypingAt: {},
  delayed: false,
}
