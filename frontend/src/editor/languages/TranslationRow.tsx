import { Button } from '@mantine/core'
import { IconAlertTriangleFilled, IconCircleDashed } from '@tabler/icons-react'
import { memo, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import type { Locale, Problem } from '../../shared/flow'
import { WithVariables } from '../canvas/WithVariables'
import { useDocument } from '../EditorContext'
import { iconOf } from '../icons'
import { useTyped } from '../useTyped'
import type { Row } from './rows'
import styles from './languages.module.css'

interface Given {
  row: Row
  /** Is it the first that is shown of its step? */
  isFirst: boolean
  main: Locale
  language: Locale
  problems: readonly Problem[]
  isDisabled: boolean
  onWrite: (row: Row, words: string) => void
  onChecked: (row: Row) => void
  onStep: (node: string) => void
}

/** Ctrl+Enter goes to the next translation, with Shift to the one before; a short text has one line. */
function onEnter(event: KeyboardEvent<HTMLTextAreaElement>, isShort: boolean): void {
  if (event.key !== 'Enter') return
  const isOnward = event.ctrlKey || event.metaKey
  if (isShort || isOnward) event.preventDefault()
  if (!isOnward) return
  const cells = [
    ...(event.currentTarget.closest('[role=table]')?.querySelectorAll('textarea') ?? []),
  ]
  cells[cells.indexOf(event.currentTarget) + (event.shiftKey ? -1 : 1)]?.focus()
}

/** One text. Only a row that changed is drawn again: a large flow has thousands. */
export const TranslationRow = memo(
  function TranslationRow(given: Given) {
    const { row, isFirst, main, language, problems, isDisabled } = given
    const { onWrite, onChecked, onStep } = given
    const { t } = useTranslation()
    // The field goes with the document itself; the row around it follows a moment later.
    const own = useDocument(
      ({ document }) => document.translations[language]?.[row.node]?.[row.address]?.text ?? '',
    )
    const [words, type] = useTyped(own, (text) => onWrite(row, text))
    const Icon = iconOf(row.icon)
    const noteId = `note-${row.key}`
    const hasNote = row.state === 'missing' || row.state === 'stale' || problems.length > 0
    return (
      <div
        className={styles.row}
        role="row"
        data-state={row.state}
        data-first={isFirst}
        data-testid={`row-${row.key}`}
      >
        <div role="rowheader" className={styles.where}>
          {isFirst && (
            <button type="button" className={styles.step} onClick={() => onStep(row.node)}>
              <Icon size={16} stroke={1.75} aria-hidden />
              <span>{row.step}</span>
            </button>
          )}
          <span className={styles.field}>{row.field}</span>
        </div>
        <div role="cell" className={styles.mainText} lang={main}>
          {row.main.trim() ? (
            <WithVariables text={row.main} />
          ) : (
            <em>{t('languages.defaultText')}</em>
          )}
        </div>
        <div role="cell" className={styles.words}>
          <textarea
            lang={language}
            rows={1}
            spellCheck
            value={words}
            maxLength={row.most}
            readOnly={isDisabled}
            data-row={row.key}
            aria-label={t('languages.cell', { step: row.step, field: row.field })}
            aria-describedby={hasNote ? noteId : undefined}
            aria-invalid={problems.some((problem) => problem.level === 'error')}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => onEnter(event, row.isShort)}
          />
          {hasNote && (
            <div id={noteId} className={styles.notes}>
              {row.state === 'missing' && (
                <span className={styles.missing}>
                  <IconCircleDashed size={14} aria-hidden /> {t('languages.missing')}
                </span>
              )}
              {row.state === 'stale' && (
                <span className={styles.stale}>
                  <IconAlertTriangleFilled size={14} aria-hidden /> {t('languages.stale')}
                  {!isDisabled && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      data-testid="mark-checked"
                      onClick={() => onChecked(row)}
                    >
                      {t('languages.markChecked')}
                    </Button>
                  )}
                </span>
              )}
              {problems.map((problem, index) => (
                <span
                  key={`${index}${problem.code}`}
                  className={problem.level === 'error' ? styles.wrong : styles.stale}
                  data-testid={`problem-${problem.code}`}
                >
                  <IconAlertTriangleFilled size={14} aria-hidden /> {problem.message}
                </span>
              ))}
            </div>
          )}
        </div>
      </div>
    )
  },
  (one, other) =>
    one.isFirst === other.isFirst &&
    one.language === other.language &&
    one.main === other.main &&
    one.isDisabled === other.isDisabled &&
    one.problems === other.problems &&
    one.onWrite === other.onWrite &&
    one.onStep === other.onStep &&
    (Object.keys(one.row) as (keyof Row)[]).every((key) => one.row[key] === other.row[key]),
)
