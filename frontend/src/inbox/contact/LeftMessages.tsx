import { Button } from '@mantine/core'
import { IconCheck, IconMoonStars } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Card } from '../api/types'
import { liesOpen } from '../marks/mayBeSnoozed'
import { showDialog } from '../shell/dialogs'
import { showProblem } from '../shell/showProblem'
import { leftAnswered, leftUnanswered, type Outcome } from '../state/actions'
import { useInbox } from '../state/store'
import { CopyAddress } from './CopyAddress'
import { phoneInWords } from './phoneInWords'

/**
 * What the visitor left while nobody was there and how to answer; that it was answered elsewhere, or
 * was not after all; and that it is to wait.
 */
export function LeftMessages({ card }: { card: Card }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const queries = useQueryClient()
  // The open row is live; the card was read once.
  const open = useInbox((state) => state.open)
  const row = open?.id === card.row.id ? open : card.row
  /** For those who may connect a mailbox. */
  const mailUrl = document.getElementById('inbox')?.dataset.mailUrl
  const run = async (act: Promise<Outcome>) => {
    setBusy(true)
    showProblem(await act, t)
    await queries.invalidateQueries({ queryKey: ['card', row.id] })
    setBusy(false)
  }
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
              <p className="ib-by-mail">
                <a
                  href={`mailto:${encodeURIComponent(ticket.email).replace('%40', '@')}?subject=${encodeURIComponent(t('card.replySubject'))}`}
                >
                  {t('card.replyTo', { email: ticket.email })}
                </a>
                <CopyAddress email={ticket.email} />
              </p>
            )}
            {(!row.left || ticket.status !== 'open') && (
              <p className="ib-answered">
                <span role="status">
                  <IconCheck size={16} aria-hidden />
                  {t(ticket.status === 'closed' ? 'card.leftClosed' : 'card.leftDone')}
                </span>
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  disabled={busy}
                  aria-label={t('card.leftUndoNamed')}
                  onClick={() => void run(leftUnanswered(row, ticket.id))}
                >
                  {t('card.leftUndo')}
                </Button>
              </p>
            )}
          </li>
        ))}
      </ul>
      {row.left && !card.row.mail && card.tickets.some((one) => one.email.includes('@')) && (
        <p className="ib-faint">
          {t('card.ownMail')}
          {mailUrl && (
            <>
              {' '}
              {t('card.hereWithMailbox')}{' '}
              <a href={mailUrl} target="_blank" rel="noopener">
                {t('card.mailboxes')}
              </a>
            </>
          )}
        </p>
      )}
      {row.left && (
        <div className="ib-left-acts">
          <Button
            variant="default"
            size="sm"
            leftSection={<IconCheck size={16} aria-hidden />}
            loading={busy}
            onClick={() => void run(leftAnswered(row))}
          >
            {t('card.leftAnswered')}
          </Button>
          {liesOpen(row) && !row.snoozed_until && row === open && (
            <Button
              variant="default"
              size="sm"
              leftSection={<IconMoonStars size={16} aria-hidden />}
              disabled={busy}
              onClick={() => showDialog('snooze')}
            >
              {t('snooze.send')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
