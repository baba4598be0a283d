import { Button, Group, Textarea } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { errorWords } from '../errorWords'
import styles from './comments.module.css'

const LIMIT = 2000

interface Given {
  label: string
  action: string
  onSend: (text: string) => Promise<void>
  /** Shown with its button from the start, and found by the command that opens the panel. */
  isFirst?: boolean
  /** Words that are there already, to be changed; then it can be left with `onCancel`. */
  before?: string
  onCancel?: () => void
}

/** A field for words; Enter sends them, Shift+Enter begins a line. What was not sent stays in it. */
export function Composer({ label, action, onSend, isFirst = false, before = '', onCancel }: Given) {
  const { t } = useTranslation()
  const [text, setText] = useState(before)
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const isChange = onCancel !== undefined
  useEffect(() => {
    if (!isChange || !field.current) return
    field.current.focus()
    field.current.setSelectionRange(field.current.value.length, field.current.value.length)
  }, [isChange])
  const send = async () => {
    if (!text.trim() || isBusy) return
    setIsBusy(true)
    setProblem('')
    try {
      await onSend(text.trim())
      setText('')
    } catch (error) {
      setProblem(errorWords(error, t))
    } finally {
      setIsBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') {
      if (onCancel) onCancel()
      else event.currentTarget.blur()
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <div className={styles.composer}>
      <Textarea
        ref={field}
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={LIMIT}
        autosize
        minRows={isFirst ? 2 : 1}
        maxRows={8}
        data-testid={isFirst ? 'new-comment' : isChange ? 'changed-comment' : 'reply'}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {(isFirst || isChange || text) && (
        <Group gap={8}>
          <Button
            size="xs"
            variant={text.trim() ? 'filled' : 'default'}
            disabled={!text.trim()}
            loading={isBusy}
            onClick={() => void send()}
          >
            {action}
          </Button>
          {onCancel && (
            <Button size="xs" variant="default" disabled={isBusy} onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
        </Group>
      )}
    </div>
  )
}
