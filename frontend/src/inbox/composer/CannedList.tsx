import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { languageName } from '../../shared/languages'
import type { CannedReply } from '../api/types'
import { filledIn, type Known } from './cannedReplies'

interface Given {
  id: string
  query: string
  replies: CannedReply[]
  none: boolean
  active: number
  known: Known
  /** The visitor's. */
  language: string
  onUse: (reply: CannedReply) => void
}

/** The prepared answers that match what follows the slash. */
export function CannedList({ id, query, replies, none, active, known, language, onUse }: Given) {
  const { t, i18n } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  if (!replies.length) {
    return (
      <div className="ib-canned">
        <p className="ib-hint">
          {none ? t('composer.noneCanned') : t('composer.noCanned', { query })}
        </p>
      </div>
    )
  }
  return (
    <ul
      className="ib-canned"
      id={id}
      role="listbox"
      tabIndex={0}
      aria-label={t('composer.canned')}
      ref={list}
    >
      {replies.map((reply, index) => (
        // The field keeps the focus and handles the keys; the mouse may pick too.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={reply.id}
          id={`${id}-${reply.id}`}
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onUse(reply)}
        >
          <span>
            <b>/{reply.shortcut}</b> {reply.title}
            {reply.language && reply.language !== language && (
              <span className="ib-faint"> · {languageName(reply.language, i18n.language)}</span>
            )}
          </span>
          <small>{filledIn(reply.text, known)}</small>
        </li>
      ))}
    </ul>
  )
}
