import { create } from 'zustand'
import { WIDE, type Message, type Narrowing, type Row, type ViewName } from '../api/types'
import {
  applyAnnouncement,
  merged,
  withMessage,
  withRow,
  type Announcement,
} from './applyAnnouncement'
import { emptyInbox, type Draft, type InboxState } from './inboxState'

export type Loading = 'loading' | 'ready' | 'failed' | 'forbidden'
export type Connection = 'connecting' | 'live' | 'lost' | 'signed_out'

interface Store extends InboxState {
  listStatus: Loading
  threadStatus: Loading
  connection: Connection
  announced: (announcement: Announcement) => void
  change: (recipe: (state: InboxState) => Partial<InboxState>) => void
  setListStatus: (status: Loading) => void
  setThreadStatus: (status: Loading) => void
  setConnection: (connection: Connection) => void
}

/** The inbox's one store: a fold over announcements, begun and made good by fetches. */
export const useInbox = create<Store>()((set) => ({
  ...emptyInbox,
  listStatus: 'loading',
  threadStatus: 'loading',
  connection: 'connecting',
  announced: (announcement) => set((state) => applyAnnouncement(state, announcement, Date.now())),
  change: (recipe) => set((state) => recipe(state)),
  setListStatus: (listStatus) => set({ listStatus }),
  setThreadStatus: (threadStatus) => set({ threadStatus }),
  setConnection: (connection) => set({ connection }),
}))

const { change } = useInbox.getState()

export const showView = (
  view: ViewName,
  team: number | null,
  narrowing: Narrowing = WIDE,
  savedId: number | null = null,
) =>
  change(() => ({
    view,
    team,
    narrowing,
    savedId,
    rows: [],
    next: null,
    chosen: [],
    choosing: false,
  }))

export const learnRow = (row: Row) => change((state) => withRow(state, row))

export const learnMessage = (conversation: string, message: Message) =>
  change((state) => withMessage(state, conversation, message))

/** Adds fetched messages to a thread; `earlier` says whether older ones are left. */
export const learnMessages = (conversation: string, messages: Message[], earlier?: boolean) =>
  change((state) => {
    const known = state.threads[conversation]
    const thread = merged(known ?? { messages: [], earlier: false }, messages)
    return {
      threads: {
        ...state.threads,
        [conversation]: { ...thread, earlier: earlier ?? known?.earlier ?? false },
      },
    }
  })

/**
 * Adds the newest messages to a thread. Where they do not join on to those known from before,
 * those go: a thread with a hole in it would be read as whole.
 */
export const learnNewest = (conversation: string, messages: Message[], earlier: boolean) =>
  change((state) => {
    const known = state.threads[conversation]
    const last = known?.messages.at(-1)?.seq ?? 0
    const joined = known && (messages[0]?.seq ?? 0) <= last + 1
    return {
      threads: {
        ...state.threads,
        [conversation]: joined
          ? { ...merged(known, messages), earlier: known.earlier && earlier }
          : { messages, earlier },
      },
    }
  })

export const putDraft = (conversation: string, draft: Draft) =>
  change((state) => {
    const before = state.drafts[conversation] ?? []
    const isKnown = before.some((one) => one.clientId === draft.clientId)
    const now = isKnown
      ? before.map((one) => (one.clientId === draft.clientId ? draft : one))
      : [...before, draft]
    return { drafts: { ...state.drafts, [conversation]: now } }
  })

export const dropDraft = (conversation: string, clientId: string) =>
  change((state) => ({
    drafts: {
      ...state.drafts,
      [conversation]: (state.drafts[conversation] ?? []).filter((one) => one.clientId !== clientId),
    },
  }))

/** Shows the conversation as read here at once; the server is told by the caller. */
export const showAsRead = (conversation: string) =>
  change((state) => {
    const read = (row: Row) => (row.id === conversation && row.unread ? { ...row, unread: 0 } : row)
    const { open, rows, counts, me } = state
    const row = open?.id === conversation ? open : rows.find((one) => one.id === conversation)
    const isNew = row && row.unread > 0 && row.state === 'agent' && row.agent?.id === me?.id
    return {
      rows: rows.map(read),
      open: open && read(open),
      counts: counts && isNew ? { ...counts, mine_unread: counts.mine_unread - 1 } : counts,
    }
  })
