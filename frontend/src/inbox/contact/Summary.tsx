import { Button } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { Card } from '../api/types'
import { AskedProblem } from './AskedProblem'

/** So many of the answers are named among what matters. */
const MOST_GIVEN = 4

/** What it is about, in two lines: the speakers' own, or, when asked, the model's. */
export function Summary({ card }: { card: Card }) {
  const { t, i18n } = useTranslation()
  const { id, head_seq: head } = card.row
  const written = useQuery({
    queryKey: ['summary', id, i18n.language],
    queryFn: async () => ({ lines: (await api.summary(id)).text.split('\n'), head }),
    enabled: false,
    retry: false,
  })
  // Where the reason says it all there are no lines, but a model may still be asked.
  const said = [card.reason, ...card.summary.map((line) => line.text)].join(' ')
  const given = card.answers
    .filter((one) => !one.technical && !said.includes(one.value))
    .slice(0, MOST_GIVEN)
  const says = card.summary.length > 0 || card.files.length > 0 || given.length > 0
  if (!says && !(card.writes && card.reason)) return null
  const lines = written.data?.lines
  // What was summed up stays while people write on; it says so, and may be renewed.
  const isOld = written.data !== undefined && written.data.head !== head
  return (
    <section className="ib-section" data-testid="summary">
      <h3>
        {t('card.summary')}
        {lines && <span className="ib-ai">{t('who.ai')}</span>}
      </h3>
      <ul className="ib-summary" aria-live="polite">
        {lines
          ? lines.map((line) => <li key={line}>{line}</li>)
          : card.summary.map((line) => (
              <li key={line.text}>
                <span className="ib-faint">{t(`card.said.${line.who}`)}</span> {line.text}
              </li>
            ))}
        {given.length > 0 && (
          <li>
            <span className="ib-faint">{t('card.given')}</span>{' '}
            {given.map((one) => `${one.label}: ${one.value}`).join('; ')}
          </li>
        )}
        {card.files.length > 0 && (
          <li>
            <span className="ib-faint">{t('card.sent')}</span>{' '}
            {card.files
              .map((file) => (file.picture ? t('card.picture', { name: file.name }) : file.name))
              .join(', ')}
          </li>
        )}
      </ul>
      {lines && (
        <p className="ib-faint">
          {t('card.checkIt')}
          {isOld && ` ${t('card.saidSince')}`}
        </p>
      )}
      <AskedProblem error={written.error} />
      {card.writes && (!lines || isOld) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={written.isFetching}
          leftSection={<IconSparkles size={14} aria-hidden />}
          onClick={() => void written.refetch()}
        >
          {t(isOld ? 'card.summariseAgain' : 'card.summarise')}
        </Button>
      )}
    </section>
  )
}
