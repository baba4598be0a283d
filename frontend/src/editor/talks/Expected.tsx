import { useTranslation } from 'react-i18next'

import type { TalkRow } from '../../shared/api/talks'
import { TalkLine } from './TalkLine'
import styles from './talks.module.css'

const OF_BOT = 'bot:'

/** What a line of a talk expected, and what came instead. */
export function Expected({ row }: { row: TalkRow }) {
  const { t } = useTranslation()
  const isOfBot = row.state !== 'refused' && !!row.got?.startsWith(OF_BOT)
  return (
    <>
      {row.written && (
        <p className={styles.expected}>
          <span>{t('talks.expected')}</span> <Line line={row.written} />
        </p>
      )}
      <p className={styles.got}>
        <span>{t(isOfBot ? 'talks.gotFromBot' : 'talks.got')}</span>{' '}
        {row.state === 'refused' ? (
          t('talks.refused')
        ) : row.got ? (
          <Line line={row.got} />
        ) : (
          t('talks.nothing')
        )}
      </p>
    </>
  )
}

/** A line, without the word that says it is the assistant's. */
function Line({ line }: { line: string }) {
  if (line.startsWith(OF_BOT)) return <>{line.slice(OF_BOT.length).trim()}</>
  return <TalkLine line={line} />
}
