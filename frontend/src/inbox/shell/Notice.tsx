import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { News } from '../state/news'

/** One conversation that a notice tells of. */
export interface Told {
  id: string
  name: string
  by: string
  promise: 'first_reply' | 'resolution' | null
}

interface Given {
  type: News['type']
  about: readonly Told[]
}

const KEY = {
  'person.waiting': 'news.waiting',
  'visitor.wrote': 'news.wrote',
  'sla.warned': 'news.warned',
  'sla.breached': 'news.breached',
  'snooze.ended': 'news.woken',
  'mention.made': 'news.mentioned',
  'conversation.given': 'news.given',
} as const

/** What has happened. The words follow the language, as long as the notice stays. */
export function NewsTitle({ type, about }: Given) {
  const { t } = useTranslation()
  const key = KEY[type]
  const promise = about.length === 1 ? about[0]?.promise : null
  if ((key === 'news.given' || key === 'news.waiting') && about.length > 1)
    return t(`${key}TitleMany`)
  if (key !== 'news.warned' && key !== 'news.breached') return t(`${key}Title`)
  return t(promise ? `${key}Title.${promise}` : `${key}Title.any`)
}

/** Whom it is about, or how many, and the way there; none to where one is already. */
export function NewsWords({ type, about, onGo }: Given & { onGo: (() => void) | null }) {
  const { t } = useTranslation()
  const count = about.length
  const last = about.at(-1)
  const key = KEY[type]
  const names = about.map((one) => one.name || t('news.someone'))
  const isPromise = type === 'sla.warned' || type === 'sla.breached'
  const words =
    count === 1
      ? t(key === 'news.given' && last?.by ? 'news.givenBy' : key, {
          name: last?.name || t('news.someone'),
          by: last?.by ?? '',
        })
      : isPromise
        ? count === 2
          ? t('news.both', { first: names[0], second: names[1] })
          : t('news.more', { name: names[0], count: count - 1 })
        : key === 'news.given' && last?.by && about.every((one) => one.by === last.by)
          ? t('news.givenManyBy', { count, by: last.by })
          : t(`${key}Many`, { count })
  return (
    <span className="ib-news">
      <span>{words}</span>
      {onGo && (
        <Button size="compact-sm" variant="light" onClick={onGo}>
          {t(count === 1 ? 'news.open' : 'news.show')}
        </Button>
      )}
    </span>
  )
}
