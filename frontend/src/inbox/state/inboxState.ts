import {
  WIDE,
  type Agent,
  type Counts,
  type Message,
  type Narrowing,
  type Row,
  type SavedView,
  type SentFile,
  type Tag,
  type Team,
  type ViewName,
} from '../api/types'

export interface Thread {
  messages: Message[]
  /** There are older messages than the first one here. */
  earlier: boolean
}

export interface Viewer {
  name: string
  typing: boolean
  listens: boolean
  at: number
}

export interface Draft {
  clientId: string
  text: string
  files: readonly SentFile[]
  private: boolean
  mentions: number[]
  /** Whose turn it was when it was written: it is no reply of somebody else's. */
  epoch: number
  /** `waiting` is for the connection: it is sent by itself when that is back. */
  status: 'sending' | 'waiting' | 'failed'
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
  narrowing: Narrowing
  /** The workspace's tags, and the agent's own views. */
  tags: Tag[]
  saved: SavedView[]
  /** The saved view that is shown, if it is one. */
  savedId: number | null
  /** Rows are being chosen, and those that something is to be done to at once. */
  choosing: boolean
  chosen: string[]
  /** The rows of the view as loaded so far, in the server's order. */
  rows: Row[]
  /** The pointer moves over the list: no row goes away from under it. */
  held: boolean
  /** The cursor of the next page; null when the list is complete. */
  next: string | null
  /** The conversation that is open, whether or not the list has it. */
  open: Row | null
  /** The conversation that the agent has just ended, passed on or given back, while it is open. */
  left: string | null
  /** The message that a search found, to be shown in its thread. */
  sought: { conversation: string; seq: number } | null
  threads: Record<string, Thread>
  drafts: Record<string, Draft[]>
  viewers: Record<string, Record<number, Viewer>>
  visitorTypingAt: Record<string, number>
  /** This tab only listens in: nobody is handed to it, and the team is told. */
  listening: boolean
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
  narrowing: WIDE,
  tags: [],
  saved: [],
  savedId: null,
  choosing: false,
  chosen: [],
  rows: [],
  held: false,
  next: null,
  open: null,
  left: null,
  sought: null,
  threads: {},
  drafts: {},
  viewers: {},
  visitorTypingAt: {},
  listening: false,
  delayed: false,
}
