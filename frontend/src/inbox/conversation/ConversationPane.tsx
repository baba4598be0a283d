import { ActionIcon, Button } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowLeft,
  IconInfoCircle,
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
import { Thread } from './Thread'

interface Given {
  id: string | null
  onBack: () => void
  onDetails: () => void
}

/** The third column: who, what was said, and the composer. */
export function ConversationPane({ id, onBack, onDetails }: Given) {
  const { t } = useTranslation()
  const open = useInbox((state) => state.open)
  const status = useInbox((state) => state.threadStatus)
  const [over, setOver] = useState(false)
  const back = (
    <ActionIcon
      className="ib-phone-only"
      variant="subtle"
      color="gray"
      size={44}
      aria-label={t('shell.back')}
      onClick={onBack}
    >
      <IconArrowLeft size={20} />
    </ActionIcon>
  )
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
  if (!open || open.id !== id) return <section className="ib-conversation" aria-busy />
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
          <h2>{open.contact.name}</h2>
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
      <MarksBar row={open} />
      <Thread row={open} />
      <Composer row={open} />
    </section>
  )
}

/** Who has the conversation, in words. */
function Standing({ row }: { row: Row }) {
  const { t } = useTranslation()
  const me = useInbox((state) => state.me?.id)
  const words =
    row.state === 'agent'
      ? row.agent?.id === me
        ? t('state.mine')
        : t('state.agent', { name: row.agent?.name ?? '' })
      : t(`state.${row.state}`)
  return (
    <p className="ib-standing" data-state={row.state}>
      <span className="ib-dot" aria-hidden />
      <span>
        {words}
        {row.team && row.state !== 'bot' && ` · ${row.team.name}`}
      </span>
    </p>
  )
}
