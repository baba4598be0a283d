import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { isSafe } from '../../shared/ui/marked'
import { Marked } from '../../shared/ui/Marked'
import styles from './try.module.css'
import type { Line } from './trial'

interface Given {
  line: Line
  /** Its buttons still wait for an answer. */
  isOpen: boolean
  onChoose: (value: string, label: string) => void
  /** Goes back to before what the visitor said here; null where there is no way back. */
  onOtherwise: (() => void) | null
}

/** One message, looking as it does in the widget. */
export function Bubble({ line, isOpen, onChoose, onOtherwise }: Given) {
  const { t } = useTranslation()
  const { content, from } = line
  return (
    <div className={styles.line} data-from={from}>
      {from !== 'visitor' && line.generated && <span className={styles.mark}>{t('try.ai')}</span>}
      {content.kind === 'image'
        ? isSafe(content.url) && (
            <img className={styles.image} src={content.url} alt={content.alt} />
          )
        : content.text && (
            <div className={styles.bubble} data-from={from}>
              <Marked text={content.text} />
              {content.kind === 'text' && content.sources && content.sources.length > 0 && (
                <div className={styles.sources}>
                  <p>{t('try.sources')}</p>
                  <ul>
                    {content.sources.map((source) => (
                      <li key={source.title + source.url}>{source.title}</li>
                    ))}
                  </ul>
                </div>
              )}
            </div>
          )}
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
      {content.kind === 'choices' && (
        <div className={styles.pills}>
          {content.options.map((option) => (
            <button
              key={option.value}
              type="button"
              className={styles.pill}
              disabled={!isOpen}
              data-testid={`choice-${option.value}`}
              onClick={() => onChoose(option.value, option.label)}
            >
              {option.label}
            </button>
          ))}
        </div>
      )}
      {content.kind === 'rating' && (
        <div className={styles.scale}>
          <div className={styles.pills} role="group" aria-label={content.text}>
            {Array.from({ length: content.high - content.low + 1 }, (_, index) =>
              String(content.low + index),
            ).map((value) => (
              <button
                key={value}
                type="button"
                className={styles.score}
                disabled={!isOpen}
                data-testid={`score-${value}`}
                onClick={() => onChoose(value, value)}
              >
                {value}
              </button>
            ))}
          </div>
          {content.skip && (
            <button
              type="button"
              className={styles.pill}
              disabled={!isOpen}
              onClick={() => onChoose('__skip__', content.skip)}
            >
              {content.skip}
            </button>
          )}
          {(content.low_label || content.high_label) && (
            <div className={styles.ends}>
              <span>{content.low_label}</span>
              <span>{content.high_label}</span>
            </div>
          )}
        </div>
      )}
    </div>
  )
}
