import { ActionIcon, Button } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowLeft,
  IconInfoCircle,
  IconMail,
  IconMessages,
  IconMoodEmpty,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { Composer } from '../composer/Composer'
import { composerBus } from '../composer/composerBus'
import { MarksBar } from '../marks/MarksBar'
import { Blank } from '../shell/Blank'
import { Face } from '../shell/Face'
import { openConversation } from '../state/session'
import { useInbox } from '../state/store'
import { Actions } from './Actions'
import { NextPerson } from './NextPerson'
import { Thread } from './Thread'
import { ThreadSkeleton } from './ThreadSkeleton'
import { standingOf } from './standingOf'

interface Given {
  id: string | null
  onBack: () => void
  onOpen: (id: string) => void
  onDetails: () => void
}

/** The third column: who, what was said, and the composer. */
export function ConversationPane({ id, onBack, onOpen, onDetails }: Given) {
  const { t } = useTranslation()
  const open = useInbox((state) => state.open)
  const status = useInbox((state) => state.threadStatus)
  const [over, setOver] = useState(false)
  const back = <Back open={open} onBack={onBack} />
  if (id === null) {
    return (
      <section className="ib-conversation">
        <Blank
          icon={IconMessages}
          title={t('conversation.pick')}
          text={t('conversation.pickHelp')}
        />
      </section>
    )
  }
  if (status === 'failed' || status === 'forbidden') {
    return (
      <section className="ib-conversation">
        {back}
        {status === 'forbidden' ? (
          <Blank icon={IconMoodEmpty} title={t('conversation.gone')} />
        ) : (
          <Blank
            icon={IconAlertTriangle}
            title={t('conversation.failed')}
            action={
              <Button variant="default" onClick={() => void openConversation(id)}>
                {t('list.retry')}
              </Button>
            }
          />
        )}
      </section>
    )
  }
  if (!open || open.id !== id) {
    return (
      <section className="ib-conversation" aria-busy>
        <div className="ib-thread">
          <ThreadSkeleton />
        </div>
      </section>
    )
  }
  return (
    <section
      className="ib-conversation"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        setOver(false)
        if (!event.dataTransfer.files.length) return
        event.preventDefault()
        composerBus.attach?.(Array.from(event.dataTransfer.files))
      }}
    >
      {over && <p className="ib-drop">{t('composer.drop')}</p>}
      <header className="ib-head">
        {back}
        <Face name={open.contact.name} />
        <div className="ib-head-who">
          <h2 id="ib-who" tabIndex={-1}>
            {open.contact.name}
          </h2>
          <Standing row={open} />
        </div>
        <Actions row={open} />
        <ActionIcon
          className="ib-narrow-only"
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t('conversation.details')}
          onClick={onDetails}
        >
          <IconInfoCircle size={20} />
        </ActionIcon>
      </header>
      {open.reason &&
        open.reason !== open.mail?.subject &&
        (open.state === 'queued' || open.state === 'agent') && (
          <button
            type="button"
            className="ib-link ib-reason-line ib-narrow-only"
            onClick={onDetails}
          >
            <b>{t('card.reason')}:</b>
            <span>{open.reason}</span>
          </button>
        )}
      {open.mail && (
        <div className="ib-subject">
          <IconMail size={15} aria-hidden />
          <span className="ib-subject-words">{open.mail.subject || t('mail.noSubject')}</span>
          <span className="ib-subject-address">{open.mail.address}</span>
        </div>
      )}
      <MarksBar row={open} />
      <Thread row={open} />
      <NextPerson row={open} onOpen={onOpen} onBack={onBack} />
      <Composer row={open} />
    </section>
  )
}

/** The way back to the list, with how many wait there. */
function Back({ open, onBack }: { open: Row | null; onBack: () => void }) {
  const { t } = useTranslation()
  const waiting = useInbox((state) => state.counts?.waiting ?? 0)
  const count = Math.max(0, waiting - (open?.state === 'queued' ? 1 : 0))
  return (
    <Button
      className="ib-phone-only ib-back"
      variant="subtle"
      color="gray"
      aria-label={
        count ? `${t('shell.back')}. ${t('announce.waiting', { count })}` : t('shell.back')
      }
      onClick={onBack}
    >
      <IconArrowLeft size={20} aria-hidden />
      {count > 0 && (
        <span className="ib-count" data-loud aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </Button>
  )
}

/** Who has the conversation, in few words. */
function Standing({ row }: { row: Row }) {
  const { t } = useTranslation()
  const me = useInbox((state) => state.me?.id)
  const words =
    row.state === 'agent'
      ? row.agent?.id === me
        ? t('standing.mine')
        : (row.agent?.name ?? '')
      : t(`standing.${standingOf(row.state, row.rating)}`)
  return (
    <p className="ib-standing" data-state={row.state}>
      <span className="ib-dot" aria-hidden />
      <span>{words}</span>
      {row.team && row.state !== 'bot' && (
        <span className="ib-standing-team" title={row.team.name}>
          {row.team.name}
        </span>
      )}
    </p>
  )
}
