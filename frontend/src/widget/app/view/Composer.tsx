import { useEffect, useRef } from 'preact/hooks'

import type { Words } from '../words'
import { Icon } from './icons'

const LONGEST = 4000
const COUNT_FROM = 3800

interface Given {
  words: Words
  text: string
  onText: (text: string) => void
  onSay: (text: string) => void
  onTyping: () => void
}

/** Where the visitor writes. Grows with the text; Enter sends, Shift and Enter makes a new line. */
export function Composer({ words, text, onText, onSay, onTyping }: Given) {
  const field = useRef<HTMLTextAreaElement>(null)
  const left = LONGEST - text.length

  useEffect(() => {
    const area = field.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [text])

  const send = () => {
    const said = text.trim()
    if (!said) return
    onSay(said)
    onText('')
    field.current?.focus()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div class="field">
        <textarea
          id="composer"
          ref={field}
          rows={1}
          value={text}
          maxLength={LONGEST}
          aria-label={words('message')}
          aria-describedby={left <= LONGEST - COUNT_FROM ? 'left' : undefined}
          placeholder={words('placeholder')}
          enterkeyhint="send"
          onInput={(event) => {
            onText(event.currentTarget.value)
            onTyping()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault()
              send()
            }
          }}
        />
        <button
          type="submit"
          class="send"
          aria-label={words('send')}
          aria-disabled={text.trim() === ''}
        >
          <Icon name="send" />
        </button>
      </div>
      {left <= LONGEST - COUNT_FROM && (
        <p id="left" class="left" role="status">
          {words('left', { count: left })}
        </p>
      )}
    </form>
  )
}
