/** @jsxImportSource preact */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

import { SLOW_AFTER_MS } from '../client'
import { groupsOf, type Group } from '../groups'
import type { Sender } from '../protocol'
import {
  answerTo,
  changed,
  enteredBefore,
  isOpen,
  leftBehind,
  mayChange,
  replaceable,
  type Message,
  type Outgoing,
  type Talk,
} from '../talk'
import { clockOf, dayOf } from '../times'
import type { Words } from '../words'
import { Bubble } from './Bubble'
import { NEAR_END_PX } from './Slot'
import { Icon } from './icons'
import { Markdown } from './Markdown'

interface Given {
  talk: Talk
  connected: boolean
  now: number
  words: Words
  onChoose: (seq: number, value: string, label: string) => void
  onFill: (seq: number, values: Record<string, string>, label: string) => void
  onRetry: (clientId: string) => void
  /** The visitor wants to answer anew what they answered with the message `seq`. */
  onChange: (seq: number, label: string) => void
  /** The end is in sight, and with it the message `seq`. */
  onRead: (seq: number) => void
}

function senderName(from: Sender, agent: string, words: Words): string {
  if (from === 'agent') return agent || words('agent')
  if (from === 'ai') return words('assistant')
  return from === 'bot' ? words('machine') : from === 'visitor' ? words('you') : ''
}

/** Everything that was said, newest last. A polite log: screen readers hear what is added. */
export function Transcript({
  talk,
  connected,
  now,
  words,
  onChoose,
  onFill,
  onRetry,
  onChange,
  onRead,
}: Given) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const lastTop = useRef(0)
  const newest = useRef<{ toEnd: () => void; stay: () => void } | null>(null)
  const [newer, setNewer] = useState(false)
  const groups = groupsOf(talk.messages)
  const [left, altered] = [leftBehind(talk.messages), changed(talk.messages)]
  const pending = talk.outgoing.filter((o) => o.act.type !== 'human')
  const size = talk.messages.length + pending.length
  // Until the visitor's first word the notice stays in sight, however long the greeting is.
  const untouched = !pending.length && talk.messages.every((m) => m.from !== 'visitor')

  const reachEnd = () => {
    atEnd.current = true
    setNewer(false)
    onRead(talk.messages.at(-1)?.seq ?? 0)
  }
  const toEnd = () => {
    const area = box.current
    if (area) area.scrollTop = area.scrollHeight
    reachEnd()
  }
  const stay = () => {
    // A form may be taller than the talk: at the end, or while it is filled in, it stays where its
    // visitor has it.
    const last = [...(box.current?.querySelectorAll('.message') ?? [])].at(-1)
    const form =
      last?.querySelector('.slot form') ?? box.current?.querySelector('.form-card:focus-within')
    if (atEnd.current && !form) toEnd()
  }
  const onScroll = () => {
    const area = box.current
    if (!area) return
    // Only a person scrolls up; what grows below the end, such as a picture, does not.
    const up = area.scrollTop < lastTop.current
    lastTop.current = area.scrollTop
    if (area.scrollHeight - area.scrollTop - area.clientHeight < NEAR_END_PX) reachEnd()
    else if (up) atEnd.current = false
  }
  useLayoutEffect(() => {
    newest.current = { toEnd, stay }
    stay()
  })
  useLayoutEffect(() => {
    if (pending.length) newest.current?.toEnd()
    else if (!atEnd.current) setNewer(true)
  }, [size, pending.length])
  useEffect(() => {
    const area = box.current
    if (!area || typeof ResizeObserver === 'undefined') return
    let hidden = false
    const watcher = new ResizeObserver(() => {
      // What came while the chat was closed could not be scrolled to, a form neither.
      newest.current?.[hidden && atEnd.current ? 'toEnd' : 'stay']()
      hidden = !area.clientHeight
    })
    watcher.observe(area)
    return () => watcher.disconnect()
  }, [])

  return (
    <div class="transcript-frame">
      <div
        class="transcript"
        ref={box}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard scrolls it
        tabIndex={0}
        role="log"
        aria-live="polite"
        aria-label={words('transcript')}
        onScroll={onScroll}
        onLoadCapture={stay}
      >
        <p class={`notice ${untouched ? 'stays' : ''}`}>{talk.notice || words('notice')}</p>
        {groups.map((group) => (
          <Run
            key={(group.messages[0] as { seq: number }).seq}
            group={group}
            day={group.day && dayOf(group.day, now, words)}
            talk={talk}
            words={words}
            left={left}
            altered={altered}
            onChoose={onChoose}
            onFill={onFill}
            onChange={onChange}
          />
        ))}
        {pending.length > 0 && (
          <Pending
            pending={pending}
            named={groups.at(-1)?.from !== 'visitor'}
            connected={connected}
            now={now}
            words={words}
            onRetry={onRetry}
          />
        )}
        <Waiting talk={talk} words={words} />
        {talk.problem && (
          <p class="problem" role="alert">
            <Icon name="warning" />
            {talk.problem}
          </p>
        )}
        {talk.stream && (
          <div class="run theirs" aria-hidden="true">
            <p class="who">{words('assistant')}</p>
            <div class="message" data-generated-by="ai">
              <div class="bubble">
                <Markdown text={talk.stream.text} words={words} />
              </div>
            </div>
          </div>
        )}
        {talk.typing && !talk.stream && (
          <div class="run theirs">
            <div class="dots">
              <span class="hidden">
                {words('typing', {
                  who: senderName(talk.typing.from, talk.agent, words),
                })}
              </span>
              <i />
              <i />
              <i />
            </div>
          </div>
        )}
      </div>
      {newer && (
        <button
          type="button"
          class="newer"
          onClick={() => {
            toEnd()
            box.current?.focus({ preventScroll: true })
          }}
        >
          <Icon name="down" />
          {words('newer')}
        </button>
      )}
    </div>
  )
}

function Run({
  group,
  day,
  talk,
  words,
  left,
  altered,
  onChoose,
  onFill,
  onChange,
}: {
  group: Group
  day: string
  talk: Talk
  words: Words
  left: ReadonlySet<number>
  altered: ReadonlySet<number>
  onChoose: Given['onChoose']
  onFill: Given['onFill']
  onChange: Given['onChange']
}) {
  const change = ({ seq, content }: Message) => {
    const said = 'text' in content ? content.text : ''
    return mayChange(talk, seq)
      ? () => onChange(seq, words('changing', { answer: said || words('attached') }))
      : undefined
  }
  const side =
    group.from === 'visitor' ? 'mine' : group.from === 'system' ? 'neutral' : `theirs ${group.from}`
  const name = senderName(group.from, group.agent, words)
  const last = group.messages.at(-1)
  return (
    <>
      {day && <p class="day">{day}</p>}
      {group.machineAgain && <p class="notice again">{talk.notice || words('notice')}</p>}
      <div class={`run ${side}`} data-from={group.from}>
        {name && (
          <p class="who">
            <span>{name}</span>
            <time dateTime={last?.at}>{clockOf(last?.at ?? '', words)}</time>
          </p>
        )}
        {group.messages.map((message) => (
          <Bubble
            key={message.seq}
            message={message}
            answer={answerTo(talk, message)}
            open={isOpen(talk, message) || replaceable(talk, message) > 0}
            words={words}
            left={left.has(message.seq)}
            altered={altered.has(message.seq)}
            onChoose={onChoose}
            onFill={onFill}
            before={enteredBefore(talk.messages, left)}
            onChange={change(message)}
          />
        ))}
      </div>
    </>
  )
}

/** What the visitor did and the server has not confirmed yet. */
function Pending({
  pending,
  named,
  connected,
  now,
  words,
  onRetry,
}: {
  pending: Outgoing[]
  named: boolean
  connected: boolean
  now: number
  words: Words
  onRetry: Given['onRetry']
}) {
  return (
    <div class="run mine pending" data-from="visitor" aria-live="off">
      {named && (
        <p class="who">
          <span>{words('you')}</span>
        </p>
      )}
      {pending.map((o) => {
        const slow = now - o.since >= SLOW_AFTER_MS
        const id = o.act.client_id
        const state =
          o.status === 'failed'
            ? 'failed'
            : !connected
              ? 'offline'
              : slow && o.ackedAs === null
                ? 'slow'
                : 'sending'
        const mayRetry = state === 'failed' || state === 'slow'
        return (
          <div class="message" key={id} data-state={state}>
            <div class="bubble">
              <p class="plain">{o.label}</p>
            </div>
            <p class={`fate ${state}`} role="status">
              {state === 'failed' && <Icon name="warning" />}
              <span>
                {words(state)}
                {o.problem ? ` ${o.problem}` : ''}
              </span>
              {mayRetry && (
                <button type="button" class="link" onClick={() => onRetry(id)}>
                  {words('retry')}
                </button>
              )}
            </p>
          </div>
        )
      })}
    </div>
  )
}

/** The queue, in words. */
function Waiting({ talk, words }: { talk: Talk; words: Words }) {
  const asked = talk.outgoing.find((o) => o.act.type === 'human')
  if (asked && asked.status !== 'failed') return <p class="waiting">{words('person_asked')}</p>
  if (talk.state !== 'queued') return null
  const place =
    talk.position === null
      ? words('waiting')
      : talk.position <= 1
        ? words('next')
        : words('position', { count: talk.position })
  const eta =
    talk.etaSeconds === null
      ? ''
      : talk.etaSeconds <= 60
        ? words('eta_soon')
        : words('eta', { count: Math.ceil(talk.etaSeconds / 60) })
  return (
    <p class="waiting">
      {place} {eta}
    </p>
  )
}
