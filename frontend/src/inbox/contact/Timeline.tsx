import {
  IconClipboardCheck,
  IconInbox,
  IconMail,
  IconMessage,
  IconUserEdit,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContactShown } from '../api/types'
import { shortTime } from '../shell/time'

interface Given {
  events: ContactShown['timeline']
  onOpen: (conversation: string) => void
}

const ICONS: Record<string, Icon> = {
  conversation: IconMessage,
  ticket: IconInbox,
  survey: IconClipboardCheck,
  change: IconUserEdit,
}

/** What a channel looks like beside a conversation. */
export function ChannelIcon({ channel }: { channel: string }) {
  const Shown = channel === 'email' ? IconMail : IconMessage
  return <Shown size={16} aria-hidden className="ib-log-icon" />
}

/** What happened with a person, on every channel, newest first. */
export function Timeline({ events, onOpen }: Given) {
  const { i18n } = useTranslation()
  const now = Date.now()
  return (
    <ul className="ib-log">
      {events.map((one, place) => {
        const where = one.conversation
        const Shown = ICONS[one.what] ?? IconMessage
        return (
          <li key={place}>
            {one.what === 'conversation' ? (
              <ChannelIcon channel={one.channel} />
            ) : (
              <Shown size={16} aria-hidden className="ib-log-icon" />
            )}
            <time dateTime={one.at}>{shortTime(one.at, i18n.language, now)}</time>
            <span>
              {where ? (
                <button type="button" className="ib-link" onClick={() => onOpen(where)}>
                  {one.text}
                </button>
              ) : (
                one.text
              )}
              {one.detail && <small>{one.detail}</small>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
