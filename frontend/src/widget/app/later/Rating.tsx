/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks'

import type { Content } from '../protocol'
import { SKIP } from '../talk'
import type { Words } from '../words'
import { dress } from './dress'
import look from './rating.css?inline'
import { laterWords } from './words'

export interface RatingGiven {
  seq: number
  content: Extract<Content, { kind: 'rating' }>
  answer: string | null
  open: boolean
  words: Words
  onChoose: (value: string, label: string) => void
}

/**
 * A scale of numbers. A pointer's press answers at once; with the keyboard the arrows only move, and
 * Enter or the button answers, so that nobody sends a score by walking over it.
 */
export function Rating({ seq, content, answer, open, words, onChoose }: RatingGiven) {
  const own = laterWords(words.language)
  const [picked, setPicked] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const marked = open ? picked : answer
  const values = Array.from({ length: content.high - content.low + 1 }, (_, i) =>
    String(content.low + i),
  )
  /** What the two ends mean stands below them, where nobody who only listens would look for it. */
  const end = (value: string) => {
    const label =
      +value === content.low ? content.low_label : +value === content.high && content.high_label
    return label ? `, ${label}` : ''
  }
  const send = (value: string) => {
    if (open) onChoose(value, value)
  }
  const asks = open && picked !== null
  useEffect(() => {
    if (asks) button.current?.scrollIntoView({ block: 'nearest' })
  }, [asks])
  return (
    <form
      class="rating"
      ref={(form) => void (form && dress(form, look))}
      onSubmit={(event) => {
        event.preventDefault()
        if (picked === null) return
        send(picked)
        document.getElementById('composer')?.focus()
      }}
    >
      {!open && answer === null && <p class="hidden">{words('passed')}</p>}
      <fieldset disabled={!open} aria-label={content.text || own('rate')}>
        <div class="scale" data-count={values.length}>
          {values.map((value) => (
            <label class={marked === value ? 'chosen' : ''}>
              <input
                type="radio"
                name={`rating-${seq}`}
                value={value}
                checked={marked === value}
                aria-label={own('of', { value, low: content.low, high: content.high }) + end(value)}
                onChange={() => setPicked(value)}
                onClick={(event) => {
                  if (event.detail > 0) send(value)
                }}
              />
              <span aria-hidden="true">{value}</span>
            </label>
          ))}
        </div>
        {(content.low_label || content.high_label) && (
          <div class="ends" aria-hidden="true">
            <span>{content.low_label}</span>
            <span>{content.high_label}</span>
          </div>
        )}
      </fieldset>
      {open && content.skip && (
        <button type="button" class="link skip" onClick={() => onChoose(SKIP, content.skip ?? '')}>
          {content.skip}
        </button>
      )}
      {asks && (
        <button type="submit" class="quiet" ref={button}>
          {own('send_rating')}
        </button>
      )}
    </form>
  )
}
