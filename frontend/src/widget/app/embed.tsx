/** @jsxImportSource preact */
/** The chat's own drawing of a message, for pages that show a talk: a trial, a template's preview. */
import { render } from 'preact'

import { CardRow } from './later/CardRow'
import { FormCard } from './later/FormCard'
import { Rating } from './later/Rating'
import look from './message.css?inline'
import { provide } from './parts'
import type { Content, Sender } from './protocol'
import { Bubble } from './view/Bubble'
import { wordsIn } from './words'

export interface Shown {
  content: Content
  from: Sender
  generated: boolean
  /** Unlike those of the other messages on the page. */
  id: number
  /** What the visitor chose of what it offers, if they did. */
  answer: string | null
  isOpen: boolean
  language: string
  onChoose: (value: string, label: string) => void
  onFill: (values: Record<string, string>, label: string) => void
  /** The visitor wants to choose a file. */
  onPick?: () => void
}

provide({ CardRow, FormCard, Rating })
let sheet: CSSStyleSheet | null = null

/** Draw the message into `host`, or draw it anew. What stands there is apart from the page's styles. */
export function drawMessage(host: HTMLElement, shown: Shown): void {
  const { content, from, generated, id, answer, isOpen, language, onChoose, onFill, onPick } = shown
  const root = host.shadowRoot ?? opened(host)
  const side = from === 'visitor' ? 'mine' : from === 'system' ? 'neutral' : 'theirs'
  render(
    <div class={`run ${side}`}>
      <Bubble
        message={{ seq: id, from, content, generated, at: '' }}
        answer={answer}
        open={isOpen}
        words={wordsIn(language)}
        onChoose={(_seq, value, label) => onChoose(value, label)}
        onFill={(_seq, values, label) => onFill(values, label)}
        onPick={onPick}
      />
    </div>,
    root,
  )
}

export function eraseMessage(host: HTMLElement): void {
  if (host.shadowRoot) render(null, host.shadowRoot)
}

function opened(host: HTMLElement): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' })
  if ('adoptedStyleSheets' in root) {
    if (!sheet) {
      sheet = new CSSStyleSheet()
      sheet.replaceSync(look)
    }
    root.adoptedStyleSheets = [sheet]
  }
  return root
}
