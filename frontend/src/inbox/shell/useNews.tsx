import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { Agent, Row } from '../api/types'
import { onNews, onRow, type News } from '../state/news'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'
import { isOneColumn } from './handheld'
import { NewsTitle, NewsWords, type Told } from './Notice'

/** What each notice that is shown now tells of, by its kind; the last is the newest. */
const told: Partial<Record<News['type'], Told[]>> = {}
/** Up to which message of a conversation its visitor's writing was told. */
const upTo = new Map<string, number>()

const VIEW = {
  'person.waiting': 'waiting',
  'visitor.wrote': 'mine',
  'sla.warned': 'at_risk',
  'sla.breached': 'at_risk',
  'snooze.ended': 'mine',
  'mention.made': 'mentioned',
  'conversation.given': 'mine',
} as const
const COLOR = { 'sla.warned': 'yellow', 'sla.breached': 'red' } as Record<string, string>

/** Tells what concerns the agent and is not where they look: one notice of each kind at a time. */
export function useNews(open: (id: string) => void): void {
  useEffect(() => onNews((news) => tell(news, open)), [open])
  useEffect(
    () =>
      onRow((row) => {
        const { me } = useInbox.getState()
        if (row.state !== 'queued') forget('person.waiting', row.id, open)
        if (!isMine(row, me)) forget('conversation.given', row.id, open)
        if (wroteUnseen(row)) {
          upTo.set(row.id, row.head_seq)
          tell({ type: 'visitor.wrote', conversation: row.id, name: row.contact.name }, open)
        }
      }),
    [open],
  )
  useEffect(
    () =>
      useInbox.subscribe((now, before) => {
        if (!now.open || now.open.id === before.open?.id) return
        forget('person.waiting', now.open.id, open)
        forget('visitor.wrote', now.open.id, open)
        forget('conversation.given', now.open.id, open)
      }),
    [open],
  )
}

const isMine = (row: Row, me: Agent | null) => row.state === 'agent' && row.agent?.id === me?.id

/** Whether a visitor of the agent's own wrote while the list, which would show it, is not there. */
function wroteUnseen(row: Row): boolean {
  const { me, open } = useInbox.getState()
  const isNew = row.unread > 0 && row.last?.from === 'visitor'
  const isTold = row.head_seq <= (upTo.get(row.id) ?? 0)
  return isMine(row, me) && isNew && !isTold && open !== null && open.id !== row.id && isOneColumn()
}

const nameIn = (news: News) =>
  'name' in news ? news.name : 'visitor' in news ? news.visitor : undefined

function tell(news: News, open: (id: string) => void): void {
  const isPromise = news.type === 'sla.warned' || news.type === 'sla.breached'
  const { rows, open: shown } = useInbox.getState()
  const isOpen = shown?.id === news.conversation
  if (isOpen && ('name' in news || (document.hasFocus() && !isPromise))) return
  const row = [...rows, ...(shown ? [shown] : [])].find((one) => one.id === news.conversation)
  const others = (told[news.type] ?? []).filter((one) => one.id !== news.conversation)
  told[news.type] = [
    ...others,
    {
      id: news.conversation,
      name: nameIn(news) ?? row?.contact.name ?? '',
      by: 'by' in news ? news.by : '',
      promise: isPromise ? news.promise : null,
    },
  ]
  show(news.type, open, others.length === 0)
}

/** Whoever is looked at, or waits no more, is no news now. */
function forget(type: News['type'], id: string, open: (id: string) => void): void {
  const before = told[type]
  const left = before?.filter((one) => one.id !== id) ?? []
  if (!before || left.length === before.length) return
  told[type] = left
  if (left.length) show(type, open, false)
  else notifications.hide(type)
}

function show(type: News['type'], open: (id: string) => void, isNew: boolean): void {
  const about = told[type] ?? []
  const [only] = about.length === 1 ? about : []
  const go = () => {
    notifications.hide(type)
    if (only) open(only.id)
    else chooseView(VIEW[type])
  }
  const isOpen = only !== undefined && only.id === useInbox.getState().open?.id
  const notice = {
    id: type,
    color: COLOR[type] ?? 'indigo',
    title: <NewsTitle type={type} about={about} />,
    message: <NewsWords type={type} about={about} onGo={isOpen ? null : go} />,
    withBorder: true,
    autoClose: 10_000,
    onClose: () => {
      told[type] = []
    },
  }
  if (isNew) notifications.show(notice)
  else notifications.update(notice)
}
