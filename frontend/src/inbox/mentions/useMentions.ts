import { useQuery } from '@tanstack/react-query'
import { useState, type KeyboardEvent, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { api } from '../api/inbox'
import type { Colleague } from '../api/types'
import { useInbox } from '../state/store'
import { colleaguesFor, mentionedIn, mentionQuery, withMention } from './mentions'

interface Given {
  /** Only notes call colleagues. */
  enabled: boolean
  text: string
  field: RefObject<HTMLTextAreaElement | null>
  write: (text: string) => void
}

/** Completes `@name` while a note is written. */
export function useMentions({ enabled, text, field, write }: Given) {
  const [active, setActive] = useState(0)
  const [dismissed, setDismissed] = useState('')
  const { data } = useQuery({
    queryKey: ['colleagues'],
    queryFn: api.colleagues,
    staleTime: 300_000,
    enabled,
  })
  const me = useInbox((state) => state.me?.id)
  const colleagues = (data ?? []).filter((one) => one.id !== me)
  const caret = field.current?.selectionStart ?? text.length
  const query =
    enabled && text.includes('@') && text !== dismissed
      ? mentionQuery(text, Math.min(caret, text.length))
      : null
  const found = query ? colleaguesFor(colleagues, query.words) : []
  const at = Math.min(active, found.length - 1)

  const insert = (one: Colleague) => {
    const here = field.current?.selectionStart ?? text.length
    const now = mentionQuery(text, here)
    if (!now) return
    const next = withMention(text, here, now, one.name)
    // At once: the next letter may be typed before the next frame.
    flushSync(() => {
      write(next.text)
      setActive(0)
      setDismissed(next.text)
    })
    field.current?.focus()
    field.current?.setSelectionRange(next.caret, next.caret)
  }
  /** Whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!found.length) return false
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const chosen = found[at]
    if (move) setActive((at + move + found.length) % found.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) insert(chosen)
    else if (event.key === 'Escape') setDismissed(text)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const idsIn = (words: string) => (enabled ? mentionedIn(words, colleagues) : [])
  return { found, active: at, insert, onKeyDown, idsIn }
}
