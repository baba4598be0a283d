import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import { InboxSocket } from '../api/socket'
import { WIDE, type Narrowing, type Row, type SavedView, type ViewName } from '../api/types'
import { idInAddress, isToListen } from '../shell/address'
import { inPlace, withSince } from './lists'
import { tellNews, tellRow } from './news'
import { isAnythingUnsent, sendWaiting } from './sending'
import {
  learnMessage,
  learnMessages,
  learnNewest,
  learnRow,
  showAsRead,
  showView,
  useInbox,
} from './store'

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

/** From now on conversations may come to this tab, which was only there to listen in. */
export function sitDown(): void {
  if (!get().listening) return
  get().change(() => ({ listening: false }))
  window.history.replaceState(null, '', window.location.pathname)
  socket.sit()
}

/**
 * Starts the inbox: the first list, the socket, the regular look. Returns how to stop it. Whoever
 * came to listen in does so until they turn to something else, or the conversation is theirs.
 */
export function startSession(): () => void {
  const listening = isToListen()
  get().change(() => ({ listening }))
  const stopHearing = useInbox.subscribe(({ open, me }) => {
    if (me && open?.agent?.id === me.id) sitDown()
  })
  void loadList()
  void loadPeople()
  void loadTags()
  void loadSaved()
  socket.start(listening)
  const timer = window.setInterval(catchUp, SYNC_MS)
  const onFocus = () => {
    catchUp()
    markRead()
  }
  const onLeave = (event: BeforeUnloadEvent) => {
    if (isAnythingUnsent()) event.preventDefault()
  }
  window.addEventListener('focus', onFocus)
  window.addEventListener('beforeunload', onLeave)
  return () => {
    socket.stop()
    stopHearing()
    window.clearInterval(timer)
    window.removeEventListener('focus', onFocus)
    window.removeEventListener('beforeunload', onLeave)
  }
}

/** Makes good whatever was lost: announcements, and what could not be sent. */
export function catchUp(): void {
  sendWaiting()
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

let pages = 1

/** Fetches the view from its top; quietly as many pages as are shown already. */
export async function loadList({ quiet = false } = {}): Promise<void> {
  const { view, team, narrowing, rows: before, setListStatus, change } = get()
  if (!quiet) {
    pages = 1
    setListStatus('loading')
  }
  try {
    let page = await api.conversations(view, team, narrowing)
    const { counts } = page
    const found = page.conversations
    for (let had = 1; had < pages && page.next !== null && shows(view, team, narrowing); had++) {
      page = await api.conversations(view, team, narrowing, page.next)
      found.push(...page.conversations)
    }
    if (!shows(view, team, narrowing)) return
    change((state) => {
      const where = { view, me: state.me?.id ?? 0, team, narrowing, next: page.next }
      const listed = withSince(found, before, state.rows, where)
      return {
        rows: quiet && state.held ? inPlace(state.rows, listed) : listed,
        next: page.next,
        counts,
        open: found.find((row) => row.id === state.open?.id) ?? state.open,
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
  if (!shows(view, team, narrowing)) return
  if (get().next !== next) return loadMore()
  pages += 1
  const known = new Set(get().rows.map((row) => row.id))
  change((state) => ({
    rows: [...state.rows, ...page.conversations.filter((row) => !known.has(row.id))],
    next: page.next,
  }))
}

function shows(view: ViewName, team: number | null, narrowing: Narrowing): boolean {
  const now = get()
  return now.view === view && now.team === team && now.narrowing === narrowing
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

let opening = 0

/** Opens a conversation: its row at once if known, its newest messages, then live. */
export async function openConversation(id: string | null): Promise<void> {
  const { rows, open, change, setThreadStatus } = get()
  const turn = ++opening
  if (get().listening && id !== idInAddress()) sitDown()
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
    if (turn !== opening) return
    if (!get().open) change(() => ({ open: row as Row }))
    learnNewest(id, page.messages, page.more)
    setThreadStatus('ready')
    socket.watch(id, page.head)
    markRead()
  } catch (problem) {
    if (turn !== opening) return
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
