/** @jsxImportSource preact */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

import type { Content } from '../protocol'
import type { Words } from '../words'
import look from './cards.css?inline'
import { dress } from './dress'
import { laterWords } from './words'

type Raw = Record<string, unknown>
export interface CardsGiven {
  content: Extract<Content, { kind: 'cards' }>
  /** The value of the button that was pressed. */
  answer: string | null
  open: boolean
  words: Words
  onChoose: (value: string, label: string) => void
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
/** Where a button leads: over https, and with no name or password in it. */
function linkTo(raw: string): string {
  try {
    const { protocol, username, password, href } = new URL(raw)
    return protocol === 'https:' && !username && !password ? href : ''
  } catch {
    return ''
  }
}

/** Cards side by side. Those beyond the edge are reached by scrolling, by Tab or by the arrows. */
export function CardRow({ content, answer, open, words, onChoose }: CardsGiven) {
  const own = laterWords(words.language)
  const row = useRef<HTMLUListElement | null>(null)
  const { cards } = content
  // The arrows have their room before they are known to be needed: the talk is scrolled to its end once.
  const [more, setMore] = useState({ back: false, on: cards.length > 1 })
  const measure = useCallback(() => {
    const box = row.current
    if (!box) return
    const left = Math.abs(box.scrollLeft)
    const back = left > 4
    const on = left + box.clientWidth < box.scrollWidth - 4
    setMore((was) => (was.back === back && was.on === on ? was : { back, on }))
  }, [])
  useEffect(() => {
    measure()
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [measure])
  const drawn = (box: HTMLUListElement | null) => {
    if (!box || row.current === box) return
    row.current = box
    dress(box, look)
  }
  const go = (by: number) => {
    const box = row.current
    const step = (box?.firstElementChild?.clientWidth ?? 0) + GAP_PX
    box?.scrollBy({ left: by * step })
  }
  const arrow = (by: number, name: 'card_back' | 'card_on', can: boolean) => (
    <button
      type="button"
      class="card-arrow"
      aria-label={own(name)}
      // Not `disabled`: that would take the focus away from whoever has just pressed it.
      aria-disabled={!can}
      onClick={() => can && go(by)}
    >
      <span aria-hidden="true">{by < 0 ? '‹' : '›'}</span>
    </button>
  )
  return (
    <div class="card-box">
      {!open && answer === null && <p class="hidden">{words('passed')}</p>}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled by the keyboard */}
      <ul class="card-row" ref={drawn} onScroll={measure} tabIndex={0} aria-label={content.text}>
        {cards.map((card, place) => (
          <Card
            key={place}
            card={card}
            place={own('card_of', { number: place + 1, count: cards.length })}
            answer={answer}
            open={open}
            words={words}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {(more.back || more.on) && (
        <div class="card-arrows">
          {arrow(-1, 'card_back', more.back)}
          {arrow(1, 'card_on', more.on)}
        </div>
      )}
    </div>
  )
}

const GAP_PX = 10

function Card({
  card,
  place,
  answer,
  open,
  words,
  onChoose,
}: { card: Raw; place: string } & Omit<CardsGiven, 'content'>) {
  const [broken, setBroken] = useState(false)
  const title = text(card.title)
  const picture = text(card.picture)
  // Other hosts are not told who looks: what is not ours is not loaded.
  const own = /^\/(?!\/)/.test(picture)
  const buttons = Array.isArray(card.buttons) ? (card.buttons as Raw[]) : []
  return (
    <li class="card">
      {own && !broken && (
        <img src={picture} alt={text(card.alt)} loading="lazy" onError={() => setBroken(true)} />
      )}
      <div class="card-words">
        <p class="hidden">{place}</p>
        <p class="card-title">{title}</p>
        {card.price ? <p class="card-price">{text(card.price)}</p> : null}
        {card.text ? <p class="card-text">{text(card.text)}</p> : null}
      </div>
      {buttons.length > 0 && (
        <div class={`card-buttons ${open ? '' : 'answered'}`}>
          {buttons.map((button) => {
            const label = text(button.label)
            const value = text(button.value)
            const href = value ? '' : linkTo(text(button.url))
            if (href)
              return (
                <a
                  class="pill"
                  key={label}
                  href={href}
                  target="_blank"
                  rel="noopener noreferrer"
                  aria-label={`${label}: ${title} (${words('opens')})`}
                >
                  {label}
                  <span aria-hidden="true"> ↗</span>
                </a>
              )
            if (!value) return null
            const isChosen = answer === value
            return (
              <button
                type="button"
                key={value}
                class={`pill ${isChosen ? 'chosen' : ''}`}
                aria-label={`${label}: ${title}${isChosen ? ` (${words('chosen')})` : ''}`}
                aria-disabled={!open || isChosen}
                onClick={() => open && !isChosen && onChoose(value, `${title}: ${label}`)}
              >
                {isChosen && <span aria-hidden="true">✓ </span>}
                {label}
              </button>
            )
          })}
        </div>
      )}
    </li>
  )
}
