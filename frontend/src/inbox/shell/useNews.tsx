import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { onNews, type News } from '../state/news'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'

/** How many of each kind are told in the one notice that is shown now. */
const told: Record<string, number> = {}

/** Tells what concerns the agent and is not where they look: one notice of each kind at a time. */
export function useNews(open: (id: string) => void): void {
  const { t } = useTranslation()
  useEffect(() => onNews((news) => tell(news, t, open)), [t, open])
}

function tell(news: News, t: TFunction, open: (id: string) => void): void {
  const isPromise = news.type === 'sla.warned' || news.type === 'sla.breached'
  const looksAtIt = useInbox.getState().open?.id === news.conversation && document.hasFocus()
  if (looksAtIt && !isPromise) return
  const count = (told[news.type] ?? 0) + 1
  told[news.type] = count
  const { rows, open: shown } = useInbox.getState()
  const row = [...rows, ...(shown ? [shown] : [])].find((one) => one.id === news.conversation)
  const name = row?.contact.name ?? t('news.someone')
  const go = () => {
    notifications.hide(news.type)
    if (count === 1) open(news.conversation)
    else chooseView(isPromise ? 'at_risk' : news.type === 'mention.made' ? 'mentioned' : 'mine')
  }
  const words = {
    'sla.warned': 'news.warned',
    'sla.breached': 'news.breached',
    'snooze.ended': 'news.woken',
    'mention.made': 'news.mentioned',
  }[news.type]
  const given = {
    name,
    count,
    by: news.type === 'mention.made' ? news.by : '',
    promise: isPromise ? t(`list.promise.${news.promise}`) : '',
  }
  const notice = {
    id: news.type,
    color: { 'sla.warned': 'yellow', 'sla.breached': 'red' }[news.type as string] ?? 'indigo',
    title: t(`${words}Title`),
    message: (
      <span className="ib-news">
        <span>{count === 1 ? t(words, given) : t(`${words}Many`, given)}</span>
        <Button size="compact-sm" variant="light" onClick={go}>
          {t(count === 1 ? 'news.open' : 'news.show')}
        </Button>
      </span>
    ),
    withBorder: true,
    autoClose: 10_000,
    onClose: () => {
      told[news.type] = 0
    },
  }
  if (count === 1) notifications.show(notice)
  else notifications.update(notice)
}
