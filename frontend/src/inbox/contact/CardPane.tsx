import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconArrowLeft, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { Card } from '../api/types'
import { Blank } from '../shell/Blank'
import { dateOf, shortTime } from '../shell/time'
import { useInbox } from '../state/store'
import { Mood } from './Mood'
import { Path } from './Path'
import { Suggestions } from './Suggestions'

interface Given {
  id: string | null
  onBack: () => void
  onOpen: (id: string) => void
}

/** The fourth column: why they are here, what they said so far, and who they are. */
export function CardPane({ id, onBack, onOpen }: Given) {
  const { t } = useTranslation()
  const epoch = useInbox((state) => (state.open?.id === id ? state.open?.epoch : 0))
  const card = useQuery({
    queryKey: ['card', id, epoch],
    queryFn: () => api.card(id ?? ''),
    enabled: id !== null,
    placeholderData: (before) => (before?.row.id === id ? before : undefined),
  })
  return (
    <section className="ib-card-pane" aria-label={t('card.label')}>
      <header className="ib-card-head">
        <ActionIcon
          className="ib-narrow-only"
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t('shell.back')}
          onClick={onBack}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <h2>{t('conversation.details')}</h2>
      </header>
      {id !== null && card.isError && (
        <Blank
          icon={IconAlertTriangle}
          title={t('card.failed')}
          action={
            <Button variant="default" onClick={() => void card.refetch()}>
              {t('list.retry')}
            </Button>
          }
        />
      )}
      {id !== null && card.isPending && (
        <div className="ib-section" aria-hidden>
          <Skeleton height={14} width="40%" />
          <Skeleton height={56} mt={12} />
          <Skeleton height={120} mt={12} />
        </div>
      )}
      {id !== null && card.data && <Story card={card.data} onOpen={onOpen} />}
    </section>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="ib-section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function Story({ card, onOpen }: { card: Card; onOpen: (id: string) => void }) {
  const { t, i18n } = useTranslation()
  const now = Date.now()
  const reason = card.handoffs[0]?.reason ?? ''
  const lastSaid = reason.includes(inOneLine(card.last_said)) ? '' : card.last_said
  return (
    <div className="ib-story">
      {(reason || lastSaid) && (
        <section className="ib-section ib-reason">
          {reason && (
            <>
              <h3>{t('card.reason')}</h3>
              <p className="ib-reason-text">{reason}</p>
            </>
          )}
          {lastSaid && (
            <>
              <h3>{t('card.lastSaid')}</h3>
              <blockquote>{lastSaid}</blockquote>
            </>
          )}
        </section>
      )}
      {card.mood && <Mood mood={card.mood} />}
      <Suggestions row={card.row} />
      {card.answers.length > 0 && (
        <Section title={t('card.answers')}>
          <dl className="ib-facts">
            {card.answers.map((answer) => (
              <div key={answer.name}>
                <dt>
                  {answer.label}
                  {answer.personal && (
                    <span className="ib-personal" title={t('card.personal')}>
                      <IconLock size={12} aria-hidden />
                      <span className="fb-visually-hidden">{t('card.personal')}</span>
                    </span>
                  )}
                </dt>
                <dd>{answer.value}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <Section title={t('card.contact')}>
        <Contact card={card} />
      </Section>
      {card.tickets.length > 0 && (
        <Section title={t('card.tickets')}>
          <ul className="ib-tickets">
            {card.tickets.map((ticket) => (
              <li key={ticket.id}>
                <p>{ticket.text}</p>
                {ticket.email.includes('@') && (
                  <a href={`mailto:${encodeURIComponent(ticket.email).replace('%40', '@')}`}>
                    {t('card.replyTo', { email: ticket.email })}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('card.path')}>
        <Path steps={card.path} />
        <p className="ib-faint">{t('card.flow', card.flow)}</p>
      </Section>
      {card.passages.length > 0 && (
        <Section title={t('card.passages')}>
          <ul className="ib-passages">
            {card.passages.map((passage) => (
              <li key={passage.question}>
                <span>{passage.question}</span>
                <small>
                  {t('card.match', {
                    score: passage.score.toLocaleString(i18n.language, {
                      style: 'percent',
                      maximumFractionDigits: 0,
                    }),
                  })}
                </small>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {card.handoffs.length > 0 && (
        <Section title={t('card.handoffs')}>
          <ul className="ib-log">
            {card.handoffs.map((one, index) => (
              <li key={one.id}>
                <time dateTime={one.requested_at}>
                  {shortTime(one.requested_at, i18n.language, now)}
                </time>
                <span>
                  {[one.team, one.agent, t(`card.status.${one.status}`)]
                    .filter(Boolean)
                    .join(' · ')}
                  {index > 0 && one.reason && <small>{one.reason}</small>}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {card.earlier.length > 0 && (
        <Section title={t('card.earlier')}>
          <ul className="ib-log">
            {card.earlier.map((one) => (
              <li key={one.id}>
                <button type="button" className="ib-link" onClick={() => onOpen(one.id)}>
                  <time dateTime={one.started_at}>
                    {shortTime(one.started_at, i18n.language, now)}
                  </time>
                  <span>{t(`state.${one.state === 'agent' ? 'person' : one.state}`)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  )
}

function inOneLine(words: string): string {
  return words.split(/\s+/).join(' ').trim()
}

function Contact({ card }: { card: Card }) {
  const { t, i18n } = useTranslation()
  const { contact, page } = card
  const facts: [string, ReactNode][] = []
  if (contact.name) facts.push([t('card.name'), contact.name])
  if (contact.email) facts.push([t('card.email'), contact.email])
  if (contact.phone) facts.push([t('card.phone'), contact.phone])
  facts.push([t('card.language'), t(contact.language === 'pl' ? 'card.pl' : 'card.en')])
  facts.push([t('card.firstSeen'), dateOf(contact.first_seen, i18n.language)])
  if (/^https?:/.test(page.url)) {
    facts.push([
      t('card.page'),
      <a key="page" href={page.url} target="_blank" rel="noopener noreferrer nofollow">
        {page.title || page.url}
      </a>,
    ])
  }
  return (
    <>
      {!contact.name && !contact.email && <p className="ib-faint">{t('card.unknown')}</p>}
      <dl className="ib-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
