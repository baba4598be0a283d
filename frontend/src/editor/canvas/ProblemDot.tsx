import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import type { Problem } from '../../shared/flow'
import { tally, TONE_ICONS } from '../problems/tone'
import styles from './card.module.css'

/** How much a card lacks, or what is wrong with it; the sentences on hover. */
export function ProblemDot({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation()
  if (problems.length === 0) return null
  const counts = tally(problems)
  return (
    <Tooltip
      multiline
      maw={320}
      position="top"
      openDelay={150}
      label={problems.map((problem) => (
        <div key={`${problem.code}${problem.field}${problem.message}`}>{problem.message}</div>
      ))}
    >
      <span
        className={styles.problemDots}
        role="img"
        aria-label={counts.map(([tone, count]) => t(`problems.some.${tone}`, { count })).join(', ')}
      >
        {counts.map(([tone, count]) => {
          const Icon = TONE_ICONS[tone]
          return (
            <span key={tone} className={styles.problemDot} data-tone={tone}>
              <Icon size={12} aria-hidden />
              {count}
            </span>
          )
        })}
      </span>
    </Tooltip>
  )
}
