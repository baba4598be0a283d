import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Card } from '../api/types'
import { showProblem } from '../shell/showProblem'
import { leftAnswered } from '../state/actions'
import { useInbox } from '../state/store'
import { phoneInWords } from './phoneInWords'

/** What the visitor left while nobody was there, how to answer, and that it was answered elsewhere. */
export function LeftMessages({ card }: { card: Card }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  // The open row is live; the card was read once.
  const open = useInbox((state) => state.open)
  const row = open?.id === card.row.id ? open : card.row
  return (
    <>
      <ul className="ib-tickets">
        {card.tickets.map((ticket) => (
          <li key={ticket.id}>
            <p>{ticket.text}</p>
            {ticket.phone && (
              <a href={`tel:${ticket.phone}`}>
                {t('card.callBack', { phone: phoneInWords(ticket.phone) })}
              </a>
            )}
            {ticket.email.includes('@') && !card.row.mail && (
              <a
                href={`mailto:${encodeURIComponent(ticket.email).replace('%40', '@')}?subject=${encodeURIComponent(t('card.replySubject'))}`}
              >
                {t('card.replyTo', { email: ticket.email })}
              </a>
            )}
          </li>
        ))}
      </ul>
      {!row.left && (
        <p className="ib-answered" role="status">
          <IconCheck size={16} aria-hidden />
          {t('card.leftDone')}
        </p>
      )}
      {row.left && (
        <Button
          variant="default"
          size="sm"
          fullWidth
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={busy}
          onClick={() => {
            setBusy(true)
            void leftAnswered(row)
              .then((outcome) => showProblem(outcome, t))
              .finally(() => setBusy(false))
          }}
        >
          {t('card.leftAnswered')}
        </Button>
      )}
    </>
  )
}
