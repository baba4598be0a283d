import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { onNews, onRow, type News } from '../state/news'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'
import { NewsTitle, NewsWords, type Told } from './Notice'

/** What each notice that is shown now tells of, by its kind; the last is the newest. */
const told: Partial<Record<News['type'], Told[]>> = {}

const VIEW = {
  'person.waiting': 'waiting',
  'sla.warned': 'at_risk',
  'sla.breached': 'at_risk',
  'snooze.ended': 'mine',
  'mention.made': 'mentioned',
} as const
const COLOR = { 'sla.warned': 'yellow', 'sla.breached': 'red' } as Record<string, string>

/** Tells what concerns the agent and is not where they look: one notice of each kind at a time. */
export function useNews(open: (id: string) => void): void {
  useEffect(() => onNews((news) => tell(news, open)), [open])
  useEffect(
    () =>
      onRow((row) => {
        if (row.state !== 'queued') forget(row.id, open)
      }),
    [open],
  )
  useEffect(
    () =>
      useInbox.subscribe((now, before) => {
        if (now.open && now.open.id !== before.open?.id) forget(now.open.id, open)
      }),
    [open],
  )
}

function tell(news: News, open: (id: string) => void): void {
  const isPromise = news.type === 'sla.warned' || news.type === 'sla.breached'
  const { rows, open: shown } = useInbox.getState()
  const isOpen = shown?.id === news.conversation
  if (isOpen && (news.type === 'person.waiting' || (document.hasFocus() && !isPromise))) return
  const row = [...rows, ...(shown ? [shown] : [])].find((one) => one.id === news.conversation)
  const others = (told[news.type] ?? []).filter((one) => one.id !== news.conversation)
  told[news.type] = [
    ...others,
    {
      id: news.conversation,
      name: news.type === 'person.waiting' ? news.name : (row?.contact.name ?? ''),
      by: news.type === 'mention.made' ? news.by : '',
      promise: isPromise ? news.promise : null,
    },
  ]
  show(news.type, open, others.length === 0)
}

/** Whoever is looked at, or waits no more, is no news now. */
function forget(id: string, open: (id: string) => void): void {
  const waiting = told['person.waiting']
  const left = waiting?.filter((one) => one.id !== id) ?? []
  if (!waiting || left.length === waiting.length) return
  told['person.waiting'] = left
  if (left.length) show('person.waiting', open, false)
  else notifications.hide('person.waiting')
}

function show(type: News['type'], open: (id: string) => void, isNew: boolean): void {
  const about = told[type] ?? []
  const [only] = about.length === 1 ? about : []
  const go = () => {
    notifications.hide(type)
    if (only) open(only.id)
    else chooseView(VIEW[type])
  }
  const isOpen = only?.id === useInbox.getState().open?.id
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
