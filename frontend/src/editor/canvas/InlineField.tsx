import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'

import { stopWriting } from './inline'
import styles from './inline.module.css'

interface Given {
  value: string
  label: string
  placeholder?: string | undefined
  maxLength?: number | undefined
  /** One line: Enter keeps it. In several, Ctrl or ⌘ + Enter does. */
  isLine?: boolean
  className?: string | undefined
  onKeep: (value: string) => void
}

/** A field in the place of the words it changes: leaving it keeps them, Escape does not. */
export function InlineField({
  value,
  label,
  isLine = false,
  className = '',
  onKeep,
  ...rest
}: Given) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const isDone = useRef(false)

  // React Flow focuses a card when it is clicked; the field asks after that.
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => {
      field.current?.focus({ preventScroll: true })
      field.current?.select()
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  useLayoutEffect(() => {
    const area = field.current
    if (!area || isLine) return
    area.style.blockSize = '0'
    area.style.blockSize = `${area.scrollHeight + 2}px`
  }, [text, isLine])

  const end = (keep: boolean) => {
    if (isDone.current) return
    isDone.current = true
    const card = field.current?.closest<HTMLElement>('.react-flow__node')
    const hadFocus = document.activeElement === field.current
    stopWriting()
    if (keep && text !== value) onKeep(text)
    if (hadFocus) card?.focus({ preventScroll: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') end(false)
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (!isLine && !event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      end(true)
    }
  }
  return (
    <textarea
      {...rest}
      ref={field}
      rows={1}
      className={`${styles.field} ${className} nodrag nopan nowheel`}
      data-line={isLine}
      data-keeps-keys
      data-testid="inline-field"
      aria-label={label}
      value={text}
      onChange={(event) =>
        setText(
          isLine ? event.currentTarget.value.replace(/\s*\n\s*/g, ' ') : event.currentTarget.value,
        )
      }
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  )
}
