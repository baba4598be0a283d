import { IconArrowBackUp } from '@tabler/icons-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

import { withPictures } from '../../shared/cardPictures'
import { drawMessage, eraseMessage } from '../../widget/app/embed'
import styles from './try.module.css'
import type { Line } from './trial'

interface Given {
  line: Line
  /** The language that the visitor reads. */
  language: string
  /** Its buttons still wait for an answer. */
  isOpen: boolean
  /** What was chosen of what it offers, if anything was. */
  answer: string | null
  onChoose: (value: string, label: string) => void
  onFill: (values: Record<string, string>, label: string) => void
  /** A file is chosen: here it is only pretended. */
  onPick: () => void
  /** Goes back to before what the visitor said here; null where there is no way back. */
  onOtherwise: (() => void) | null
}

/** One message, drawn by the widget itself. */
export function Bubble({ line, onOtherwise, ...shown }: Given) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const { from, generated, id } = line
  const content = withPictures(line.content)
  useLayoutEffect(() => {
    if (host.current) drawMessage(host.current, { content, from, generated, id, ...shown })
  })
  useEffect(() => {
    const drawn = host.current
    return () => {
      if (drawn) eraseMessage(drawn)
    }
  }, [])
  return (
    <div className={styles.line} data-from={from}>
      {from !== 'visitor' && generated && <span className={styles.mark}>{t('try.ai')}</span>}
      <div className={styles.said} ref={host} data-testid="said-line" />
      {onOtherwise && (
        <button
          type="button"
          className={styles.otherwise}
          data-testid="answer-otherwise"
          onClick={onOtherwise}
        >
          <IconArrowBackUp size={14} aria-hidden /> {t('try.otherwise')}
        </button>
      )}
    </div>
  )
}
