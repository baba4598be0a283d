import { useState } from 'preact/hooks'

import type { Content } from '../protocol'
import type { Words } from '../words'

interface Given {
  seq: number
  content: Extract<Content, { kind: 'rating' }>
  answer: string | null
  words: Words
  onChoose: (value: string, label: string) => void
}

/**
 * A scale of numbers. A pointer's press answers at once; with the keyboard the arrows only move, and
 * Enter or the button answers, so that nobody sends a score by walking over it.
 */
export function Rating({ seq, content, answer, words, onChoose }: Given) {
  const [picked, setPicked] = useState<string | null>(null)
  const done = answer !== null
  const values = Array.from({ length: content.high - content.low + 1 }, (_, i) =>
    String(content.low + i),
  )
  const send = (value: string) => {
    if (!done) onChoose(value, value)
  }
  return (
    <form
      class="rating"
      onSubmit={(event) => {
        event.preventDefault()
        if (picked === null) return
        send(picked)
        // The scale is done with and cannot hold the focus any longer.
        document.getElementById('composer')?.focus()
      }}
    >
      <fieldset disabled={done} aria-label={content.text || words('rate')}>
        <div class="scale" data-count={values.length}>
          {values.map((value) => (
            <label class={(answer ?? picked) === value ? 'chosen' : ''}>
              <input
                type="radio"
                name={`rating-${seq}`}
                value={value}
                checked={(answer ?? picked) === value}
                aria-label={words('of', { value, low: content.low, high: content.high })}
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
      {picked !== null && !done && (
        <button type="submit" class="quiet">
          {words('send_rating')}
        </button>
      )}
    </form>
  )
}
