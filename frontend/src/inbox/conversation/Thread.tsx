import { Button } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { Fragment, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, Row } from '../api/types'
import { useCard } from '../contact/useCard'
import { dayOf, longDay } from '../shell/time'
import { useNow } from '../shell/useNow'
import { loadEarlier } from '../state/session'
import { useInbox } from '../state/store'
import { Bubble, sideOf } from './Bubble'
import { Drafts } from './Drafts'
import { takenBack } from './takenBack'
import { ThreadSkeleton } from './ThreadSkeleton'

const NEAR_PX = 120
/** A screen reader looks at what has changed a moment after it did. */
const SETTLED_MS = 500

/** The messages in order; stays at the end while the reader is there. */
export function Thread({ row }: { row: Row }) {
  const { t, i18n } = useTranslation()
  const thread = useInbox((state) => state.threads[row.id])
  const drafts = useInbox((state) => state.drafts[row.id])
  const status = useInbox((state) => state.threadStatus)
  const now = useNow(30_000)
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const wasAt = useRef(0)
  const [below, setBelow] = useState(false)
  /** Only what comes is told, not what was said before and is fetched. */
  const [isQuiet, setQuiet] = useState(true)
  const writes = useCard(row.id).data?.writes ?? false
  const messages = thread?.messages ?? []
  const { changed, past } = takenBack(messages)
  const last = messages.at(-1)?.seq ?? 0
  const draftCount = drafts?.length ?? 0

  const sought = useInbox(({ sought: one }) => (one?.conversation === row.id ? one.seq : null))
  const oldest = messages[0]?.seq ?? 0
  const isThere = messages.some((message) => message.seq === sought)

  const toEnd = useCallback(() => {
    atEnd.current = true
    box.current?.scrollTo({ top: box.current.scrollHeight })
    setBelow(false)
  }, [])
  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
    else setBelow(true)
  }, [last, toEnd])
  useLayoutEffect(() => {
    if (draftCount) toEnd()
  }, [draftCount, toEnd])
  useEffect(() => {
    const element = box.current
    if (!element) return
    const keep = new ResizeObserver(() => {
      if (atEnd.current) toEnd()
    })
    keep.observe(element)
    for (const child of element.children) keep.observe(child) // what is said of a message grows, too
    return () => keep.disconnect()
  }, [toEnd])

  useEffect(() => {
    if (sought === null || !oldest) return
    if (!isThere) {
      if (oldest > sought) void loadEarlier(row.id).catch(() => undefined)
      return
    }
    atEnd.current = false
    box.current?.querySelector(`[data-seq="${sought}"]`)?.scrollIntoView?.({ block: 'center' })
  }, [sought, oldest, isThere, row.id])

  useEffect(() => {
    if (!isQuiet || status !== 'ready') return
    const timer = window.setTimeout(() => setQuiet(false), SETTLED_MS)
    return () => window.clearTimeout(timer)
  }, [isQuiet, status, oldest])

  const onScroll = () => {
    const element = box.current
    if (!element) return
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
    // Only the reader leaves the end: a picture that grows above it does not.
    if (isNear || element.scrollTop < wasAt.current) atEnd.current = isNear
    wasAt.current = element.scrollTop
    if (atEnd.current) setBelow(false)
  }
  const earlier = async () => {
    const element = box.current
    const height = element?.scrollHeight ?? 0
    setQuiet(true)
    await loadEarlier(row.id).catch(() => undefined)
    requestAnimationFrame(() => {
      if (element) element.scrollTop += element.scrollHeight - height
    })
  }

  return (
    <div className="ib-thread-box">
      <div className="ib-thread" ref={box} onScroll={onScroll}>
        {status === 'loading' && !messages.length && <ThreadSkeleton />}
        {thread?.earlier && (
          <div className="ib-more">
            <Button variant="default" size="compact-md" onClick={() => void earlier()}>
              {t('conversation.earlier')}
            </Button>
          </div>
        )}
        <div
          role="log"
          aria-live={isQuiet ? 'off' : 'polite'}
          aria-relevant="additions"
          aria-label={t('conversation.log')}
        >
          <ol>
            {messages.map((message, index) => {
              const before = messages[index - 1]
              const newDay = !before || dayOf(before.at) !== dayOf(message.at)
              return (
                <Fragment key={message.seq}>
                  {newDay && (
                    <li className="ib-day">
                      <span>{dayName(message.at, now)}</span>
                    </li>
                  )}
                  <Bubble
                    message={message}
                    conversation={row.id}
                    name={speaker(message)}
                    first={newDay || !sameSpeaker(before, message)}
                    now={now}
                    found={message.seq === sought}
                    translates={writes ? row.id : null}
                    foreign={row.language !== i18n.language}
                    seen={isLastSeen(messages, index, row.seen_seq)}
                    changed={changed.has(message.seq)}
                    past={past.has(message.seq)}
                  />
                </Fragment>
              )
            })}
          </ol>
        </div>
        <Drafts row={row} />
      </div>
      {below && (
        <Button
          className="ib-below"
          size="compact-md"
          leftSection={<IconArrowDown size={14} />}
          onClick={toEnd}
        >
          {t('conversation.newBelow')}
        </Button>
      )}
    </div>
  )

  function speaker(message: Message): string {
    if (message.agent) return message.agent.name
    if (message.from === 'visitor') return row.contact.name
    return t(message.from === 'ai' ? 'who.bot' : `who.${message.from}`)
  }

  function dayName(at: string, today: number): string {
    const day = dayOf(at)
    if (day === new Date(today).toDateString()) return t('conversation.today')
    if (day === new Date(today - 86_400_000).toDateString()) return t('conversation.yesterday')
    return longDay(at, i18n.language)
  }
}

function sameSpeaker(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    sideOf(before) !== 'middle' &&
    before.from === message.from &&
    before.private === message.private &&
    before.generated === message.generated &&
    before.agent?.id === message.agent?.id &&
    Date.parse(message.at) - Date.parse(before.at) < 300_000
  )
}

/** Only the last of ours that the visitor has seen says so. */
function isLastSeen(messages: Message[], index: number, seen: number): boolean {
  const ours = (message: Message) => message.from === 'agent' && !message.private
  const message = messages[index]
  if (!message || !ours(message) || message.seq > seen) return false
  return !messages.slice(index + 1).some((later) => ours(later) && later.seq <= seen)
}
