import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useDraft, useScreen } from '../EditorContext'
import styles from '../editor.module.css'
import { tally, TONE_ICONS } from './tone'

/** What keeps the flow from being published, and what is worth a look: counted, and led to. */
export function ProblemsButton() {
  const { t } = useTranslation()
  const { problemsOpen, show } = useScreen()
  const problems = useDraft((draft) => draft.problems)
  const counts = tally(problems).map(([tone, count]) => ({
    tone,
    count,
    words: t(`problems.some.${tone}`, { count }),
  }))
  const none = t('problems.noneShort')
  return (
    <button
      type="button"
      className={styles.problemsButton}
      data-testid="problems"
      aria-label={counts.map(({ words }) => words).join(', ') || none}
      aria-expanded={problemsOpen}
      onClick={() => show({ problemsOpen: !problemsOpen })}
    >
      {counts.length === 0 && (
        <>
          <IconCircleCheck size={16} aria-hidden />
          <span className={styles.problemWords}>{none}</span>
        </>
      )}
      {counts.map(({ tone, count, words }, index) => {
        const Icon = TONE_ICONS[tone]
        return (
          <span key={tone} className={styles.problemTone} data-tone={tone} title={words}>
            <Icon size={16} aria-hidden />
            {index === 0 && <span className={styles.problemWords}>{words}</span>}
            <span className={index === 0 ? styles.problemCount : undefined}>{count}</span>
          </span>
        )
      })}
    </button>
  )
}
