import { Tooltip } from '@mantine/core'
import { IconAlertTriangleFilled, IconExclamationCircleFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { Problem } from '../../shared/flow'
import styles from './card.module.css'

/** The count of what is wrong with a card; the sentences on hover. */
export function ProblemDot({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation()
  if (problems.length === 0) return null
  const level = problems.some((problem) => problem.level === 'error') ? 'error' : 'warning'
  const Icon = level === 'error' ? IconExclamationCircleFilled : IconAlertTriangleFilled
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
        className={styles.problemDot}
        data-level={level}
        role="img"
        aria-label={t('problems.onCard', { count: problems.length })}
      >
        <Icon size={12} aria-hidden />
        {problems.length}
      </span>
    </Tooltip>
  )
}
