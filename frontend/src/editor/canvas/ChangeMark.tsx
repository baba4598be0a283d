import { useTranslation } from 'react-i18next'

import type { Kind } from '../state/differences'
import { KIND_ICONS } from '../versions/DifferenceList'
import styles from './change.module.css'

/** What became of a card between two versions: an icon and a word above it, never colour alone. */
export function ChangeMark({ change }: { change: Kind | undefined }) {
  const { t } = useTranslation()
  if (!change) return null
  const Icon = KIND_ICONS[change]
  return (
    <span className={styles.mark} data-change={change}>
      <Icon size={14} aria-hidden />
      {t(`difference.kind.${change}`)}
    </span>
  )
}
