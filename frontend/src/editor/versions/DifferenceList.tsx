import { useTranslation } from 'react-i18next'

import { useEditor } from '../EditorContext'
import type { Difference } from '../state/differences'
import styles from './versions.module.css'

const NAMED = 6

/** What differs, in words. */
export function DifferenceList({ differences }: { differences: Difference[] }) {
  const { t } = useTranslation()
  const { language } = useEditor()
  if (differences.length === 0) return <p className={styles.note}>{t('difference.none')}</p>
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  return (
    <ul className={styles.differences}>
      {differences.map(({ key, names }) => {
        const quoted = names.slice(0, NAMED).map((word) => t('quoted', { word }))
        if (names.length > NAMED) quoted.push(t('difference.more', { count: names.length - NAMED }))
        return (
          <li key={key}>
            {t(`difference.${key}`, { count: names.length, names: list.format(quoted) })}
          </li>
        )
      })}
    </ul>
  )
}
