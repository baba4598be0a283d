import type { TFunction } from 'i18next'
import type { Row } from '../api/types'
import { tellNews, type News } from '../state/news'
import { useInbox } from '../state/store'
import { alertOf } from './alertOf'
import { chime } from './chime'
import { useChoices } from './choices'

type Given = Extract<News, { type: 'conversation.given' }>

const TITLES = { waiting: 'alerts.waiting', given: 'alerts.given', said: 'alerts.said' } as const
const MOST = 3_000
/** Rows as they were last told of, or first seen. */
const known = new Map<string, Row>()
/** When something last happened in any of them. */
let latest = ''
let begun = false

/** Sounds and shows what a row's change is for the agent, as they chose. */
export function tellAlert(row: Row, t: TFunction, open: (id: string) => void): void {
  const { me, open: shown } = useInbox.getState()
  // Until it is known who looks, nothing counts as told.
  if (!me) return
  const kind = alertOf(known.get(row.id), row, me)
  remember(row)
  if (!kind || (shown?.id === row.id && document.hasFocus())) return
  const { sound, desktop } = useChoices.getState()
  if (sound) chime()
  if (kind === 'waiting') {
    tellNews({ type: 'person.waiting', conversation: row.id, name: row.contact.name })
  }
  if (!desktop || document.hasFocus()) return
  const body = kind === 'said' ? (row.last?.text ?? '') : row.reason
  void notify(row.id, t(TITLES[kind], { name: row.contact.name }), body, open)
}

/** The same for a conversation that a colleague, or the queue, gives to the agent. */
export function tellGiven(news: Given, t: TFunction, open: (id: string) => void): void {
  const { conversation: id, visitor: name } = news
  if (useInbox.getState().open?.id === id && document.hasFocus()) return
  const { sound, desktop } = useChoices.getState()
  if (sound) chime()
  if (!desktop || document.hasFocus()) return
  void notify(id, t(TITLES.given, { name }), known.get(id)?.reason ?? '', open)
}

/**
 * The same for a list that was fetched: after a lost connection nobody is told of what happened
 * meanwhile. The first list tells nothing, and later ones only of what is newer than all that was
 * seen: another list has old conversations in it.
 */
export function tellAlerts(rows: Row[], t: TFunction, open: (id: string) => void): void {
  const before = latest
  for (const row of rows) {
    const isNews = known.has(row.id) || (row.queued_at ?? row.waiting_since ?? '') > before
    if (begun && isNews) tellAlert(row, t, open)
    else remember(row)
  }
  begun = true
}

function remember(row: Row): void {
  if (known.size > MOST) known.clear()
  known.set(row.id, row)
  if (row.last_activity_at > latest) latest = row.last_activity_at
}

async function notify(id: string, title: string, body: string, open: (id: string) => void) {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const options = { body, tag: id, icon: '/static/handoff/icon-192.png' }
  if (await navigator.serviceWorker?.getRegistration('/inbox/')) {
    // One that has only just been registered shows nothing before it runs.
    const worker = await navigator.serviceWorker.ready
    await worker.showNotification(title, { ...options, data: { url: `/inbox/c/${id}` } })
    return
  }
  const notice = new Notification(title, options)
  notice.onclick = () => {
    window.focus()
    open(id)
    notice.close()
  }
}
