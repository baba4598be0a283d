import { IconMessage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useOpenCounts } from '../comments/threads'
import { useScreen } from '../EditorContext'
import styles from './change.module.css'
import { useCanvasActions } from './useCanvasActions'

/** How many comments on a card wait for an answer; a click opens them. */
export function CommentCount({ card }: { card: string }) {
  const { t } = useTranslation()
  const count = useOpenCounts((state) => state.counts.get(card) ?? 0)
  const { show } = useScreen()
  const { selectOnly } = useCanvasActions()
  if (count === 0) return null
  return (
    <button
      type="button"
      className={`${styles.comments} nodrag nopan`}
      aria-label={t('comments.onCard', { count })}
      title={t('comments.onCard', { count })}
      data-testid="comment-count"
      onClick={(event) => {
        event.stopPropagation()
        selectOnly([card])
        show({ side: 'comments' })
      }}
    >
      <IconMessage size={12} aria-hidden />
      {count}
    </button>
  )
}
