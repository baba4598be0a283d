import { ActionIcon, Button, SegmentedControl, Textarea } from '@mantine/core'
import {
  IconLock,
  IconMail,
  IconMessage2Bolt,
  IconNote,
  IconPaperclip,
  IconSend2,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { CannedReply, Row } from '../api/types'
import { TakeBar } from '../conversation/TakeBar'
import { useSecondClick } from '../conversation/useSecondClick'
import { MentionList } from '../mentions/MentionList'
import { useMentions } from '../mentions/useMentions'
import { isHandheld } from '../shell/handheld'
import { problemText, showUntold } from '../shell/showProblem'
import { sendMessage } from '../state/actions'
import { socket } from '../state/session'
import { useInbox } from '../state/store'
import { begunIn, keepBegun, type Kind } from './begun'
import { CannedList } from './CannedList'
import { cannedQuery, filledIn, matching, placesIn, unfilled } from './cannedReplies'
import { Collision } from './Collision'
import { composerBus } from './composerBus'
import { KindLabel } from './KindLabel'
import { pick, takePicked, trayOf, usePicked, type Picked } from './picked'
import { Tray } from './Tray'
import { TypedDraftOffer } from './TypedDraftOffer'
import { useKnown } from './useKnown'
import { joined, useTypedDraft } from './useTypedDraft'

const MAX = 4000
const TYPING_MS = 3_000
const ACCEPTED = 'image/png,image/jpeg,image/gif,image/webp,.pdf,.txt,.csv,.docx,.xlsx,.odt'
const NO_FILES: readonly Picked[] = []

/** Where the agent writes: a reply to the visitor, or a note for colleagues. */
export function Composer({ row }: { row: Row }) {
  const { t } = useTranslation()
  const me = useInbox((state) => state.me)
  const mine = row.state === 'agent' && row.agent?.id === me?.id
  const hasFailed = useInbox((state) =>
    (state.drafts[row.id] ?? []).some((draft) => draft.status === 'failed'),
  )
  const [wantsNote, setWantsNote] = useState(false)
  const [texts, setTexts] = useState(begunIn(row.id))
  const [active, setActive] = useState(0)
  const [dismissed, setDismissed] = useState(false)
  /** All canned replies are shown beside what is written, as the button asks. */
  const [browsing, setBrowsing] = useState(false)
  const [failure, setFailure] = useState('')
  /** Places of canned replies that nobody knew: a visitor is never sent one. */
  const gaps = useRef(new Set<string>())
  const [leftOpen, setLeftOpen] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const typedAt = useRef(0)
  const listId = useId()
  const asNote = wantsNote || !mine
  const kind: Kind = asNote ? 'note' : 'reply'
  const text = texts[kind]
  const replies = useQuery({
    queryKey: ['canned'],
    queryFn: api.cannedReplies,
    staleTime: 300_000,
  })
  const typed = asNote || dismissed ? null : cannedQuery(text)
  const query = typed ?? (browsing && !asNote ? '' : null)
  const found = query === null ? [] : matching(replies.data ?? [], query, row.language)
  const over = text.length - MAX
  const files = usePicked((state) => state.trays[trayOf(row.id, kind)]) ?? NO_FILES
  const [tooMany, setTooMany] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const isUploading = files.some((one) => one.status === 'uploading')
  const hasFiles = files.some((one) => one.status === 'ready')
  /** On a phone a note to a conversation of somebody else's is written only if that is asked for. */
  const [noteOpen, setNoteOpen] = useState(false)
  const isWriting = noteOpen || wantsNote || text !== '' || files.length > 0
  const guard = useSecondClick(String(mine))
  const writeNote = () => {
    flushSync(() => setNoteOpen(true)) // at once: a phone opens its keyboard only for a touch
    field.current?.focus()
  }
  const cannotSend = over > 0 || isUploading || (!text.trim() && !hasFiles)
  const attach = (found: readonly File[]) => {
    if (found.length) setTooMany(!pick(row.id, kind, found))
  }

  useEffect(() => keepBegun(row.id, texts), [texts, row.id])
  useEffect(() => {
    composerBus.attach = attach
    return () => {
      composerBus.attach = null
    }
  })
  useEffect(() => {
    composerBus.listener = (wish, inserted) => {
      setWantsNote(wish === 'note')
      if (inserted) {
        setTexts((now) => ({
          ...now,
          reply: [now.reply.trim(), inserted].filter(Boolean).join('\n'),
        }))
      }
      if (wish === 'canned' && mine) {
        setDismissed(false)
        setTexts((now) => ({ ...now, reply: now.reply || '/' }))
        setBrowsing(true)
      }
      requestAnimationFrame(() => field.current?.focus())
    }
    return () => {
      composerBus.listener = null
    }
  }, [mine])

  const write = (value: string) => {
    setTexts((now) => ({ ...now, [kind]: value }))
    setActive(0)
    setFailure('')
    setLeftOpen('')
    setBrowsing(false)
    if (!value.startsWith('/')) setDismissed(false)
    if (value && Date.now() - typedAt.current > TYPING_MS) {
      typedAt.current = Date.now()
      socket.typing(asNote)
    }
  }
  const mentions = useMentions({ enabled: asNote, text, field, write })
  const known = useKnown(row)
  const insert = (reply: CannedReply) => {
    const words = filledIn(reply.text, known)
    const all = typed === null && text.trim() ? `${text.trimEnd()}\n${words}` : words
    for (const place of placesIn(words)) gaps.current.add(place)
    flushSync(() => write(all)) // the caret is put where the next letter belongs, at once
    field.current?.focus()
    const gap = unfilled(all, gaps.current)
    if (gap) field.current?.setSelectionRange(...gap)
  }
  const send = async () => {
    const words = text.trim()
    if (cannotSend) return
    const gap = asNote ? null : unfilled(text, gaps.current)
    setLeftOpen(gap ? text.slice(...gap) : '')
    if (gap) {
      field.current?.focus()
      return field.current?.setSelectionRange(...gap)
    }
    setTexts((now) => ({ ...now, [kind]: '' })) // a note is followed by a note: that is safe
    setBrowsing(false)
    setTooMany(false)
    const outcome = await sendMessage(row, words, asNote, {
      mentions: mentions.idsIn(words),
      files: takePicked(row.id, kind),
    })
    showUntold(outcome, t)
    setFailure(outcome.ok ? '' : problemText(outcome, t))
  }
  const { draft, settle } = useTypedDraft(row, text, !asNote && query === null)
  const takeDraft = () => {
    if (!draft) return
    const all = joined(text, draft.text)
    settle(all)
    flushSync(() => write(all))
    field.current?.focus()
    field.current?.setSelectionRange(all.length, all.length)
  }
  const leaveCanned = () => {
    setBrowsing(false)
    if (typed !== null) setDismissed(true)
  }
  const browse = () => {
    if (query !== null) leaveCanned()
    else {
      setDismissed(false)
      setBrowsing(true)
      setActive(0)
    }
    if (!isHandheld()) field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return
    if (query !== null && found.length > 0) {
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const chosen = found[active]
      if (move) {
        event.preventDefault()
        return setActive((active + move + found.length) % found.length)
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
        event.preventDefault()
        return insert(chosen)
      }
    }
    if (event.key === 'Tab' && !event.shiftKey && draft) {
      event.preventDefault()
      return takeDraft()
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      if (query !== null) return leaveCanned()
      if (draft) return settle(text)
      return field.current?.blur()
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void send()
    }
  }

  return (
    <div className="ib-bottom" {...guard}>
      {!mine && <TakeBar row={row} writing={isWriting} onNote={writeNote} />}
      <form
        className="ib-composer"
        data-note={asNote || undefined}
        data-folded={!mine && !isWriting ? true : undefined}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <Collision row={row} />
        {query !== null && (
          <CannedList
            id={listId}
            query={query}
            replies={found}
            none={replies.data?.length === 0}
            active={active}
            known={known}
            language={row.language}
            onUse={insert}
          />
        )}
        <MentionList
          id={`${listId}-who`}
          found={mentions.found}
          active={mentions.active}
          onUse={mentions.insert}
        />
        {mine ? (
          <SegmentedControl
            className="ib-kind"
            size="xs"
            value={kind}
            onChange={(value) => {
              setWantsNote(value === 'note')
              setBrowsing(false)
              setActive(0)
              field.current?.focus()
            }}
            data={(['reply', 'note'] as const).map((value) => ({
              value,
              label: (
                <KindLabel kind={value} waits={value !== kind && texts[value].trim() !== ''} />
              ),
            }))}
          />
        ) : (
          <p className="ib-composer-why">
            {t(row.state === 'closed' && !row.mail ? 'composer.closed' : 'composer.notYours')}
          </p>
        )}
        {mine && !asNote && row.mail && (
          <p className="ib-goes">
            <IconMail size={13} aria-hidden />
            {t(row.channel === 'email' ? 'mail.goes' : 'mail.goesBoth', {
              address: row.mail.address,
            })}
          </p>
        )}
        <Tray
          conversation={row.id}
          kind={kind}
          files={files}
          tooMany={tooMany}
          onRemoved={() => {
            setTooMany(false)
            field.current?.focus()
          }}
        />
        <div className="ib-field">
          <input
            ref={picker}
            type="file"
            hidden
            multiple
            accept={ACCEPTED}
            data-testid="file-picker"
            onChange={(event) => {
              attach(Array.from(event.currentTarget.files ?? []))
              event.currentTarget.value = '' // the same file may be picked again
              field.current?.focus()
            }}
          />
          <ActionIcon
            className="ib-clip"
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('composer.attach')}
            onClick={() => picker.current?.click()}
          >
            <IconPaperclip size={18} />
          </ActionIcon>
          {!asNote && (
            <ActionIcon
              className="ib-clip"
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t('composer.canned')}
              title={t('composer.canned')}
              aria-expanded={query !== null}
              onMouseDown={(event) => event.preventDefault()}
              onClick={browse}
            >
              <IconMessage2Bolt size={18} />
            </ActionIcon>
          )}
          <Textarea
            ref={field}
            className="ib-textarea"
            variant="unstyled"
            autosize
            minRows={1}
            maxRows={isHandheld() ? 5 : 9}
            value={text}
            placeholder={asNote ? t('composer.noteHere') : t('composer.write')}
            aria-label={asNote ? t('composer.noteHere') : t('composer.write')}
            aria-controls={query !== null ? listId : undefined}
            aria-activedescendant={found[active] ? `${listId}-${found[active].id}` : undefined}
            onChange={(event) => write(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onPaste={(event) => {
              const { clipboardData } = event
              if (!clipboardData.files.length || clipboardData.getData('text/plain')) return
              event.preventDefault()
              attach(Array.from(clipboardData.files))
            }}
          />
          <Button
            className="ib-wide-only ib-submit"
            type="submit"
            onMouseDown={(event) => event.preventDefault()}
            disabled={cannotSend}
            leftSection={asNote ? <IconNote size={16} /> : <IconSend2 size={16} />}
          >
            {t(asNote ? 'composer.save' : 'composer.send')}
          </Button>
          <ActionIcon
            className="ib-slim-only ib-submit"
            type="submit"
            onMouseDown={(event) => event.preventDefault()}
            size={44}
            disabled={cannotSend}
            aria-label={t(asNote ? 'composer.save' : 'composer.send')}
          >
            {asNote ? <IconNote size={20} /> : <IconSend2 size={20} />}
          </ActionIcon>
        </div>
        <TypedDraftOffer draft={draft} onInsert={takeDraft} onDismiss={() => settle(text)} />
        <p className="ib-hint" aria-live="polite">
          {over > 0 ? (
            <span className="ib-problem">{t('composer.tooLong', { count: over })}</span>
          ) : leftOpen ? (
            <span className="ib-problem">{t('composer.leftOpen', { place: leftOpen })}</span>
          ) : failure && hasFailed ? (
            <span className="ib-problem">{failure}</span>
          ) : asNote ? (
            <span className="ib-note-hint">
              <IconLock size={13} aria-hidden />
              {t('composer.noteHint')}
            </span>
          ) : (
            t('composer.hint')
          )}
        </p>
      </form>
    </div>
  )
}
