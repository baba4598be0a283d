import {
  IconArrowRight,
  IconCirclePlus,
  IconPencil,
  IconSquareRoundedMinus,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { Difference, FieldChange, Kind } from '../state/differences'
import { fieldWords, nameOf } from './differenceWords'
import styles from './differences.module.css'

export const KIND_ICONS: Record<Kind, Icon> = {
  added: IconCirclePlus,
  removed: IconSquareRoundedMinus,
  changed: IconPencil,
}

interface Given {
  differences: readonly Difference[]
  /** The one that is looked at on the canvas. */
  current?: string | undefined
  onGoTo?: (difference: Difference) => void
}

/** What differs, in words: what it is about, what became of it, and field by field what it was. */
export function DifferenceList({ differences, current, onGoTo }: Given) {
  const { t } = useTranslation()
  if (differences.length === 0) return <p className={styles.none}>{t('difference.none')}</p>
  return (
    <ul className={styles.list} data-testid="differences">
      {differences.map((difference) => (
        <li
          key={difference.id}
          data-kind={difference.kind}
          data-current={difference.id === current}
          data-testid={`difference-${difference.id}`}
        >
          <Head difference={difference} isCurrent={difference.id === current} onGoTo={onGoTo} />
          {difference.fields.length > 0 && (
            <ul className={styles.fields}>
              {difference.fields.map((change) => (
                <Field key={`${change.key}${change.title ?? ''}`} change={change} />
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  )
}

interface HeadGiven {
  difference: Difference
  isCurrent: boolean
  onGoTo: Given['onGoTo']
}

function Head({ difference, isCurrent, onGoTo }: HeadGiven) {
  const { t } = useTranslation()
  const Icon = KIND_ICONS[difference.kind]
  const kind = t(`difference.kind.${difference.what === 'wire' ? 'wire' : difference.kind}`)
  const words = (
    <>
      <Icon size={16} aria-hidden />
      <strong>{nameOf(difference, t)}</strong>
      {difference.what !== 'layout' && <span className={styles.kind}>{kind}</span>}
    </>
  )
  if (!onGoTo || difference.cards.length === 0) return <p className={styles.head}>{words}</p>
  return (
    <button
      type="button"
      className={styles.head}
      aria-current={isCurrent}
      onClick={() => onGoTo(difference)}
    >
      {words}
    </button>
  )
}

function Field({ change }: { change: FieldChange }) {
  const { t } = useTranslation()
  const { label, before, after } = fieldWords(change, t)
  if (before === null || after === null)
    return (
      <li>
        <span className={styles.label}>{label}:</span> {t('difference.isOther')}
      </li>
    )
  return (
    <li>
      <span className={styles.label}>{label}:</span> <del>{before}</del>{' '}
      <IconArrowRight size={12} aria-label={t('difference.now')} /> <ins>{after}</ins>
    </li>
  )
}
