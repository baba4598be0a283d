import {
  IconAlertTriangle,
  IconArrowForwardUp,
  IconAt,
  IconClock,
  IconFlame,
  IconHourglass,
  IconLanguage,
  IconMail,
  IconMailbox,
  IconMoonStars,
  IconNote,
  IconRobot,
  IconStar,
  IconUser,
} from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { languageName } from '../../shared/languages'
import type { LastLine, Row } from '../api/types'
import { useBegun, type Texts } from '../composer/begun'
import { passedInWords } from '../conversation/passedInWords'
import { TagChips } from '../marks/TagChip'
import { Face } from '../shell/Face'
import { clock, shortTime, span, urgency } from '../shell/time'
import type { Draft } from '../state/inboxState'
import { pick } from '../state/many'
import { useInbox } from '../state/store'

/** A promise further away than this is not worth a badge. */
const SOON_S = 3600

interface Given {
  row: Row
  me: number
  now: number
  selected: boolean
  chosen?: boolean
  onOpen: (id: string) => void
}

/** One conversation in the list: who, last line or why they wait, how long they wait, whose it is, unread. */
export const ConversationRow = memo(function ConversationRow(given: Given) {
  const { row, me, now, selected, chosen = false, onOpen } = given
  const { t, i18n } = useTranslation()
  const unread = row.unread > 0 && row.state !== 'bot'
  const begun = useBegun((state) => (selected ? '' : draftIn(state[row.id])))
  const unsent = useInbox((state) => (selected ? '' : unsentIn(state.drafts[row.id])))
  const draft = unsent || begun
  return (
    <li>
      <label className="ib-pick">
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t('many.pick', { name: row.contact.name })}
          onChange={(event) => pick(row.id, (event.nativeEvent as MouseEvent).shiftKey)}
        />
      </label>
      <button
        type="button"
        className="ib-row"
        data-row={row.id}
        data-chosen={chosen || undefined}
        data-unread={unread || undefined}
        aria-current={selected ? 'true' : undefined}
        onClick={() => onOpen(row.id)}
      >
        <Face name={row.contact.name} />
        <span className="ib-row-main">
          <span className="ib-row-top">
            <span className="ib-row-name">{row.contact.name}</span>
            <time dateTime={row.last_activity_at}>
              {shortTime(row.last?.at ?? row.last_activity_at, i18n.language, now)}
            </time>
          </span>
          <span className="ib-row-line">
            {draft ? (
              <span className="ib-row-words">
                <span className="ib-row-draft">
                  {t(unsent ? 'composer.failed' : 'list.draft')}:{' '}
                </span>
                {draft}
              </span>
            ) : row.state === 'queued' && row.reason ? (
              <span className="ib-row-why">
                <span className="ib-row-words ib-row-reason">{row.reason}</span>
                {saidSince(row) && <span className="ib-row-words">{row.last?.text}</span>}
              </span>
            ) : row.left && row.state !== 'agent' ? (
              <span className="ib-row-words">{row.left.text}</span>
            ) : isOver(row) && row.reason ? (
              <span className="ib-row-words">{row.reason}</span>
            ) : (
              <LastWords last={row.last} me={me} />
            )}
            {unread && (
              <span className="ib-unread">
                <span aria-hidden>{row.unread > 99 ? '99+' : row.unread}</span>
                <span className="fb-visually-hidden">
                  {t('list.unread', { count: row.unread })}
                </span>
              </span>
            )}
          </span>
          {row.passed && row.state === 'queued' && (
            <span className="ib-row-passed">
              <IconArrowForwardUp size={13} aria-hidden />
              <span>{passedInWords(row.passed, t)}</span>
            </span>
          )}
          <span className="ib-row-marks">
            <Wait row={row} now={now} />
            <Due row={row} now={now} />
            {row.mail && (
              <span className="ib-mark" title={row.mail.address}>
                <IconMail size={13} aria-hidden />
                {t('mail.badge')}
              </span>
            )}
            {row.language !== i18n.language && (
              <span className="ib-mark">
                <IconLanguage size={13} aria-hidden />
                {languageName(row.language, i18n.language)}
              </span>
            )}
            {row.noted && (
              <span className="ib-mark" title={t('list.noted')}>
                <IconNote size={13} aria-hidden />
                <span className="fb-visually-hidden">{t('list.noted')}</span>
              </span>
            )}
            {row.left && (
              <span className="ib-mark" data-level="warn">
                <IconMailbox size={13} aria-hidden />
                {t('list.left')}
              </span>
            )}
            {row.urgent && row.state !== 'closed' && (
              <span className="ib-mark" data-level="bad">
                <IconFlame size={13} aria-hidden />
                {t('list.urgent')}
              </span>
            )}
            {row.mention_unread && (
              <span className="ib-mark" data-level="warn">
                <IconAt size={13} aria-hidden />
                {t('list.mentioned')}
              </span>
            )}
            {row.snoozed_until && (
              <span className="ib-mark">
                <IconMoonStars size={13} aria-hidden />
                {t('snooze.until', { time: shortTime(row.snoozed_until, i18n.language, now) })}
              </span>
            )}
            <Owner row={row} me={me} />
            <TagChips tags={row.tags} />
          </span>
        </span>
      </button>
    </li>
  )
})

/** Whether it is over for the agents, though it may still be rated. */
const isOver = (row: Row) => row.state === 'closed' || row.rating

/** What was begun and not sent, in one line: the reply before the note. */
function draftIn(texts?: Texts): string {
  return inOneLine(texts?.reply.trim() || texts?.note.trim() || '')
}

/** What was sent and did not arrive: the conversation is no longer open to say so. */
function unsentIn(drafts?: Draft[]): string {
  return inOneLine(drafts?.find((draft) => draft.status !== 'sending')?.text ?? '')
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 160)

/** Whether the visitor wrote more while they wait. */
function saidSince({ last, reason, waiting_since: since }: Row): boolean {
  if (last && reason.includes(last.text)) return false // it is the reason itself
  return last?.from === 'visitor' && since !== null && Date.parse(last.at) > Date.parse(since)
}

function LastWords({ last, me }: { last: LastLine | null; me: number }) {
  const { t } = useTranslation()
  if (!last) return <span className="ib-row-words">{t('list.nothingYet')}</span>
  const who =
    last.from === 'agent'
      ? last.agent?.id === me
        ? t('list.you')
        : (last.agent?.name.split(' ')[0] ?? t('who.agent'))
      : last.from === 'bot' || last.from === 'ai'
        ? t(`who.${last.from}`)
        : ''
  return (
    <span className="ib-row-words">
      {who && <span className="ib-row-who">{who}: </span>}
      {last.text}
    </span>
  )
}

function Wait({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation()
  if (!row.waiting_since) return null
  const seconds = (now - Date.parse(row.waiting_since)) / 1000
  // Where a first reply is promised its own badge speaks up: it knows the team's hours.
  const promised = row.sla?.promise === 'first_reply'
  const level = promised ? 'calm' : urgency(seconds, row.target_s)
  const words = { calm: 'list.waits', late: 'list.late', overdue: 'list.overdue' }[level]
  const shown = clock(seconds)
  const Picture = level === 'calm' ? IconClock : IconAlertTriangle
  return (
    <span
      className="ib-mark ib-clock"
      data-level={level === 'calm' ? undefined : level === 'late' ? 'warn' : 'bad'}
      title={t(words, { clock: shown })}
    >
      <Picture size={13} aria-hidden />
      <span aria-hidden>{t('list.waitsShort', { clock: shown })}</span>
      <span className="fb-visually-hidden">{t(words, { clock: shown })}</span>
    </span>
  )
}

/** When the most pressing promise is due, if that is soon; by how much it was missed. */
function Due({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation()
  if (!row.sla?.due_at) return null
  const left = (Date.parse(row.sla.due_at) - now) / 1000
  if (left > SOON_S && row.sla.state === 'in_time') return null
  const late = left < 0
  const words = t(late ? 'list.pastDue' : 'list.dueIn', { time: span(Math.abs(left)) })
  const promise = t(`list.promise.${row.sla.promise}`)
  return (
    <span
      className="ib-mark ib-clock"
      data-level={late ? 'bad' : row.sla.state === 'in_time' ? undefined : 'warn'}
      title={`${promise}: ${words}`}
    >
      <IconHourglass size={13} aria-hidden />
      <span className="fb-visually-hidden">{promise}: </span>
      {words}
    </span>
  )
}

function Owner({ row, me }: { row: Row; me: number }) {
  const { t } = useTranslation()
  if (row.state === 'agent' && row.agent) {
    return (
      <span className="ib-mark">
        <IconUser size={13} aria-hidden />
        {row.agent.id === me ? t('list.you') : row.agent.name}
      </span>
    )
  }
  if (isOver(row)) {
    return (
      <>
        {row.answered_by && (
          <span className="ib-mark">
            <IconUser size={13} aria-hidden />
            {row.answered_by}
          </span>
        )}
        {row.rating && (
          <span className="ib-mark">
            <IconStar size={13} aria-hidden />
            {t('list.rating')}
          </span>
        )}
        {row.score && !row.rating && (
          <span className="ib-mark" title={t('card.score', row.score)}>
            <IconStar size={13} aria-hidden />
            <span aria-hidden>{`${row.score.score}/${row.score.high}`}</span>
            <span className="fb-visually-hidden">{t('card.score', row.score)}</span>
          </span>
        )}
        {!row.answered_by && row.team && <span className="ib-mark">{row.team.name}</span>}
      </>
    )
  }
  if (row.state === 'bot') {
    return (
      <span className="ib-mark">
        <IconRobot size={13} aria-hidden />
        {t('who.bot')}
      </span>
    )
  }
  return row.team ? <span className="ib-mark">{row.team.name}</span> : null
}
