import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import { InboxSocket } from '../api/socket'
import { WIDE, type Narrowing, type Row, type SavedView, type ViewName } from '../api/types'
import { inPlace } from './lists'
import { tellNews, tellRow } from './news'
import { learnMessage, learnMessages, learnRow, showAsRead, showView, useInbox } from './store'

const SYNC_MS = 25_000
const COUNT_MS = 2_000
const get = useInbox.getState

/** What keeps the store true: the socket, and fetches when it begins, comes back and every 25 s. */
export const socket = new InboxSocket({
  announced: (announcement) => {
    if (announcement.type === 'conversation.updated') tellRow(announcement.conversation)
    get().announced(announcement)
    tellNews(announcement)
    if (announcement.type === 'tags.changed') void loadTags()
    if (announcement.type === 'conversation.updated') countSoon()
    const { open } = get()
    if (announcement.type === 'message.added' && announcement.conversation === open?.id) {
      socket.known(announcement.message.seq)
      markRead()
    } else if (announcement.type === 'conversation.updated' && open?.unread) {
      markRead()
    }
  },
  opened: () => {
    get().setConnection('live')
    catchUp()
  },
  lost: () => get().setConnection('lost'),
  signedOut: () => get().setConnection('signed_out'),
})

/** Starts the inbox: the first list, the socket, the regular look. Returns how to stop it. */
export function startSession(): () => void {
  void loadList()
  void loadPeople()
  void loadTags()
  void loadSaved()
  socket.start()
  const timer = window.setInterval(catchUp, SYNC_MS)
  const onFocus = () => {
    catchUp()
    markRead()
  }
  window.addEventListener('focus', onFocus)
  return () => {
    socket.stop()
    window.clearInterval(timer)
    window.removeEventListener('focus', onFocus)
  }
}

/** Makes good whatever announcement was lost. */
export function catchUp(): void {
  if (document.visibilityState === 'hidden') return
  void loadList({ quiet: true })
  void loadPeople()
  void loadSaved()
  const { open, threads } = get()
  if (open && threads[open.id]) void loadNewer(open.id)
}

export function chooseView(
  view: ViewName,
  team: number | null = null,
  narrowing: Narrowing = WIDE,
): void {
  showView(view, team, narrowing)
  void loadList()
}

/** Shows a list of the agent's own. */
export function chooseSaved(saved: SavedView): void {
  const { tags, language, channel, sla } = saved
  showView(saved.view, saved.team, { tags, language, channel, sla }, saved.id)
  void loadList()
}

/** Fetches the first page of the view; quietly when something is shown already. */
export async function loadList({ quiet = false } = {}): Promise<void> {
  const { view, team, narrowing, rows, setListStatus, change } = get()
  if (!quiet) setListStatus('loading')
  try {
    const page = await api.conversations(view, team, narrowing)
    const now = get()
    if (now.view !== view || now.team !== team || now.narrowing !== narrowing) return
    const further = quiet && rows.length > page.conversations.length && page.next !== null
    const fresh = new Set(page.conversations.map((row) => row.id))
    change((state) => {
      const now = further
        ? [...page.conversations, ...state.rows.filter((row) => !fresh.has(row.id))]
        : page.conversations
      return {
        rows: quiet && state.held ? inPlace(state.rows, now) : now,
        next: further ? state.next : page.next,
        counts: page.counts,
        open: page.conversations.find((row) => row.id === state.open?.id) ?? state.open,
      }
    })
    setListStatus('ready')
  } catch (problem) {
    if (quiet) return
    const forbidden = problem instanceof ApiError && [401, 403].includes(problem.status)
    setListStatus(forbidden ? 'forbidden' : 'failed')
  }
}

/** Fetches the next page of the view. */
export async function loadMore(): Promise<void> {
  const { view, team, narrowing, next, change } = get()
  if (next === null) return
  const page = await api.conversations(view, team, narrowing, next)
  const now = get()
  if (now.view !== view || now.team !== team || now.next !== next) return
  if (now.narrowing !== narrowing) return
  const known = new Set(now.rows.map((row) => row.id))
  change((state) => ({
    rows: [...state.rows, ...page.conversations.filter((row) => !known.has(row.id))],
    next: page.next,
  }))
}

async function loadPeople(): Promise<void> {
  try {
    const people = await api.people()
    get().announced({ type: 'people.updated', ...people })
  } catch {
    // The socket sends them too, and the next sync asks again.
  }
}

async function loadTags(): Promise<void> {
  try {
    const tags = await api.tags()
    get().change(() => ({ tags }))
  } catch {
    // Those that are on rows are known; the list is asked for again when it changes.
  }
}

/** Fetches the agent's own views with their counts. */
export async function loadSaved(): Promise<void> {
  try {
    const saved = await api.views()
    get().change(() => ({ saved }))
  } catch {
    // The next sync asks again.
  }
}

let counting = 0

/** The counts of saved views follow what happens, a moment later and for many at once. */
function countSoon(): void {
  if (counting || !get().saved.length) return
  counting = window.setTimeout(() => {
    counting = 0
    void loadSaved()
  }, COUNT_MS)
}

/** Opens a conversation: its row at once if known, its newest messages, then live. */
export async function openConversation(id: string | null): Promise<void> {
  const { rows, open, change, setThreadStatus } = get()
  if (id === null) {
    change(() => ({ open: null, left: null, sought: null }))
    socket.watch(null, 0)
    return
  }
  const known = rows.find((row) => row.id === id) ?? (open?.id === id ? open : null)
  change(({ left, sought }) => ({
    open: known,
    left: left === id ? left : null,
    sought: sought?.conversation === id ? sought : null,
  }))
  setThreadStatus(get().threads[id] ? 'ready' : 'loading')
  try {
    const [page, row] = await Promise.all([
      api.messages(id),
      known ?? api.card(id).then((card) => card.row),
    ])
    const now = get()
    if (now.open && now.open.id !== id) return
    if (!now.open) change(() => ({ open: row as Row }))
    learnMessages(id, page.messages, page.more)
    setThreadStatus('ready')
    socket.watch(id, page.head)
    markRead()
  } catch (problem) {
    if (get().open !== null && get().open?.id !== id) return
    const gone = problem instanceof ApiError && [403, 404].includes(problem.status)
    setThreadStatus(gone ? 'forbidden' : 'failed')
  }
}

/** Fetches the messages before the oldest one shown. */
export async function loadEarlier(id: string): Promise<void> {
  const first = get().threads[id]?.messages[0]
  if (!first) return
  const page = await api.messages(id, { before: first.seq })
  learnMessages(id, page.messages, page.more)
}

async function loadNewer(id: string): Promise<void> {
  const last = get().threads[id]?.messages.at(-1)?.seq ?? 0
  try {
    const page = await api.messages(id, { after: last })
    for (const message of page.messages) learnMessage(id, message)
    if (page.messages.length) socket.known(page.messages.at(-1)?.seq ?? 0)
    const { row } = await api.card(id)
    learnRow(row)
  } catch {
    // Offline: the next sync asks again.
  }
}

/** Notes that the open conversation is read up to its end, if somebody looks at it. */
export function markRead(): void {
  const { open, threads } = get()
  if (!open || document.visibilityState === 'hidden') return
  const last = threads[open.id]?.messages.at(-1)?.seq
  if (last === undefined) return
  showAsRead(open.id)
  void api.read(open.id, last).catch(() => undefined)
}
