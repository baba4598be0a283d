import type { Agent, Counts, Message, Named, Row, Team } from '../api/types'
import type { InboxState, Thread, Viewer } from './inboxState'
import { inPlace, isOlder, place } from './lists'

/** What the inbox's socket announces. */
export type Announcement =
  | { type: 'welcome'; me: Agent }
  | { type: 'counts.updated'; counts: Counts }
  | { type: 'conversation.updated'; conversation: Row; counts: Counts }
  | { type: 'message.added'; conversation: string; message: Message }
  | { type: 'people.updated'; agents: Agent[]; teams: Team[] }
  | { type: 'visitor.typing'; conversation: string }
  | { type: 'visitor.seen'; conversation: string; seq: number }
  | {
      type: 'agent.viewing'
      conversation: string
      agent: Named
      typing: boolean
      listens: boolean
      gone: boolean
    }
  | { type: 'updates.delayed'; delayed: boolean }
  | {
      type: 'sla.warned' | 'sla.breached'
      conversation: string
      visitor: string
      promise: 'first_reply' | 'resolution'
      due_at: string | null
    }
  | { type: 'tags.changed' }
  | { type: 'snooze.ended'; conversation: string; visitor: string }
  | { type: 'mention.made'; conversation: string; visitor: string; by: string }
  | { type: 'conversation.given'; conversation: string; visitor: string; by: string }

/**
 * The inbox after an announcement. Pure: the same state and announcement give the same state,
 * a repeated one changes nothing more, and what it gives is what a fresh fetch would show.
 */
export function applyAnnouncement(
  state: InboxState,
  announcement: Announcement,
  now: number,
): InboxState {
  switch (announcement.type) {
    case 'welcome':
      return { ...state, me: announcement.me, delayed: false }
    case 'counts.updated':
      return { ...state, counts: announcement.counts }
    case 'conversation.updated':
      return { ...withRow(state, announcement.conversation), counts: announcement.counts }
    case 'message.added':
      return withMessage(state, announcement.conversation, announcement.message)
    case 'people.updated': {
      const me = announcement.agents.find((agent) => agent.id === state.me?.id)
      const { agents, teams } = announcement
      return { ...state, agents, teams, me: me ?? state.me }
    }
    case 'visitor.typing':
      return {
        ...state,
        visitorTypingAt: { ...state.visitorTypingAt, [announcement.conversation]: now },
      }
    case 'visitor.seen':
      return withSeen(state, announcement.conversation, announcement.seq)
    case 'agent.viewing':
      return withViewer(state, announcement, now)
    case 'updates.delayed':
      return { ...state, delayed: announcement.delayed }
    case 'sla.warned':
    case 'sla.breached':
    case 'snooze.ended':
    case 'mention.made':
    case 'conversation.given':
      return state // the row that follows says how it stands
    case 'tags.changed':
      return state // they are fetched
  }
}

/** The state with this row in its place, unless a newer one is known. */
export function withRow(state: InboxState, row: Row): InboxState {
  const known = state.open?.id === row.id ? state.open : state.rows.find((r) => r.id === row.id)
  if (known && isOlder(row, known)) return state
  const me = state.me?.id ?? 0
  const { view, team, narrowing, next } = state
  const rows = place(state.rows, row, { view, me, team, narrowing, next })
  return {
    ...state,
    rows: state.held ? inPlace(state.rows, rows) : rows,
    open: state.open?.id === row.id ? row : state.open,
  }
}

/** The state with a message in its thread, once, in order; what it confirms is no draft now. */
export function withMessage(state: InboxState, conversation: string, message: Message): InboxState {
  const thread = state.threads[conversation]
  const drafts = (state.drafts[conversation] ?? []).filter(
    (draft) => draft.clientId !== message.client_id,
  )
  const first = thread?.messages[0]?.seq ?? 0
  const visitorTypingAt = { ...state.visitorTypingAt }
  if (message.from === 'visitor') delete visitorTypingAt[conversation]
  return {
    ...state,
    // One from before those that were fetched (its delivery is another) comes with its page.
    threads:
      thread && !(thread.earlier && message.seq < first)
        ? { ...state.threads, [conversation]: merged(thread, [message]) }
        : state.threads,
    drafts: { ...state.drafts, [conversation]: drafts },
    visitorTypingAt,
  }
}

/** The thread with these messages in order of their seq, each once. */
export function merged(thread: Thread, messages: Message[]): Thread {
  const bySeq = new Map(thread.messages.map((message) => [message.seq, message]))
  for (const message of messages) bySeq.set(message.seq, message)
  return {
    ...thread,
    messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq),
  }
}

function withSeen(state: InboxState, conversation: string, seq: number): InboxState {
  const seen = (row: Row) =>
    row.id === conversation && row.seen_seq < seq ? { ...row, seen_seq: seq } : row
  return { ...state, rows: state.rows.map(seen), open: state.open && seen(state.open) }
}

function withViewer(
  state: InboxState,
  { conversation, agent, typing, listens, gone }: Extract<Announcement, { type: 'agent.viewing' }>,
  now: number,
): InboxState {
  const here: Record<number, Viewer> = { ...state.viewers[conversation] }
  if (gone) delete here[agent.id]
  else here[agent.id] = { name: agent.name, typing, listens, at: now }
  return { ...state, viewers: { ...state.viewers, [conversation]: here } }
}
