import { useTranslation } from 'react-i18next'

import type { TalkRow } from '../../shared/api/talks'
import { TalkLine } from './TalkLine'
import styles from './talks.module.css'

/** What a line of a talk expected, and what came instead. */
export function Expected({ row }: { row: TalkRow }) {
  const { t } = useTranslation()
  return (
    <>
      {row.written && (
        <p className={styles.expected}>
          <span>{t('talks.expected')}</span> <TalkLine line={row.written} />
        </p>
      )}
      <p className={styles.got}>
        <span>{t('talks.got')}</span>{' '}
        {row.state === 'refused' ? (
          t('talks.refused')
        ) : row.got ? (
          <TalkLine line={row.got} />
        ) : (
          t('talks.nothing')
        )}
      </p>
    </>
  )
}
