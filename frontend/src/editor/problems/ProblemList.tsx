import { ActionIcon } from '@mantine/core'
import { IconCircleCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDraft, useScreen } from '../EditorContext'
import { ProblemItem } from './ProblemItem'
import styles from './problems.module.css'

/** Everything that is wrong, errors first; each leads to its card. */
export function ProblemList() {
  const { t } = useTranslation()
  const { show } = useScreen()
  const { goTo } = useCanvasActions()
  const problems = useDraft((draft) => draft.problems)
  return (
    <section className={styles.list} aria-label={t('problems.label')} data-testid="problem-list">
      <header>
        <h2>{t('problems.label')}</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={t('close')}
          onClick={() => show({ problemsOpen: false })}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </header>
      <div className={styles.items}>
        {problems.length === 0 && (
          <p className={styles.none}>
            <IconCircleCheck size={20} aria-hidden /> {t('problems.none')}
          </p>
        )}
        {problems.map((problem, index) => (
          <ProblemItem
            key={`${index}${problem.code}${problem.node}`}
            problem={problem}
            onGoTo={(id) => {
              goTo(id)
              show({ side: 'inspector' })
            }}
          />
        ))}
      </div>
    </section>
  )
}
