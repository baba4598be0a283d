import { useTranslation } from 'react-i18next'

import type { TriedStep } from '../../shared/api/flows'
import type { Problem } from '../../shared/flow'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { ProblemItem } from '../problems/ProblemItem'
import { unfinishedAt } from './trial'
import styles from './try.module.css'

/** Why the trial goes no further, when the draft is not drawn beyond this point. */
export function Unfinished({ latest, problems }: { latest: TriedStep; problems: Problem[] }) {
  const { t } = useTranslation()
  const { goTo } = useCanvasActions()
  const lacking = unfinishedAt(latest, problems)
  if (lacking.length === 0) return null
  return (
    <section
      className={styles.asked}
      aria-label={t('try.unfinished')}
      role="group"
      data-testid="try-unfinished"
    >
      <p>{t('try.unfinished')}</p>
      {lacking.map((problem) => (
        <ProblemItem
          key={`${problem.code}${problem.field}${problem.message}`}
          problem={problem}
          onGoTo={goTo}
        />
      ))}
    </section>
  )
}
