import { useEffect, useRef } from 'preact/hooks'

import type { Tray } from '../tray'
import type { Words } from '../words'
import { openPicker, PICKER, TrayView } from './Files'
import { Icon } from './icons'

const LONGEST = 4000
const COUNT_FROM = 3800

const IMAGES = 'image/png,image/jpeg,image/gif,image/webp'
const DOCUMENTS = '.pdf,.txt,.csv,.docx,.xlsx,.odt'

interface Given {
  words: Words
  text: string
  tray: Tray
  /** Whether files may be sent now; which and how many, when the flow asks for some. */
  attach: { accepts: string; most: number } | null
  onText: (text: string) => void
  onSay: (text: string, files: { id: string; name: string }[]) => void
  onTyping: () => void
}

/** Where the visitor writes. Grows with the text; Enter sends, Shift and Enter makes a new line. */
export function Composer({ words, text, tray, attach, onText, onSay, onTyping }: Given) {
  const field = useRef<HTMLTextAreaElement>(null)
  const left = LONGEST - text.length

  useEffect(() => {
    const area = field.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight}px`
  }, [text])

  const empty = tray.isBusy || (text.trim() === '' && !tray.isReady)
  const take = (found: FileList | null | undefined): boolean => {
    const files = Array.from(found ?? [])
    if (!attach || !files.length) return false
    tray.add(files, attach.most)
    return true
  }
  const send = () => {
    if (empty) return
    onSay(text.trim(), tray.take())
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
      <TrayView tray={tray} words={words} />
      <div class="field">
        {attach && (
          <>
            <input
              id={PICKER}
              class="hidden"
              type="file"
              tabIndex={-1}
              aria-hidden="true"
              multiple={attach.most > 1}
              accept={
                attach.accepts === 'images'
                  ? IMAGES
                  : attach.accepts === 'documents'
                    ? DOCUMENTS
                    : `${IMAGES},${DOCUMENTS}`
              }
              onChange={(event) => {
                take(event.currentTarget.files)
                event.currentTarget.value = '' // the same file may be picked again
                field.current?.focus()
              }}
            />
            <button
              type="button"
              class="tool clip"
              aria-label={words('attach')}
              onClick={openPicker}
            >
              <Icon name="clip" />
            </button>
          </>
        )}
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
          onPaste={(event) => {
            const pasted = event.clipboardData
            if (!pasted?.getData('text/plain') && take(pasted?.files)) event.preventDefault()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault()
              send()
            }
          }}
        />
        <button type="submit" class="send" aria-label={words('send')} aria-disabled={empty}>
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
