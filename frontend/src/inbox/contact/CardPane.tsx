import { ActionIcon, Button, Skeleton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowForwardUp,
  IconArrowLeft,
  IconLock,
  IconMailbox,
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { languageName } from '../../shared/languages'
import type { Card } from '../api/types'
import { passedInWords } from '../conversation/passedInWords'
import { standingOf } from '../conversation/standingOf'
import { Blank } from '../shell/Blank'
import { dateOf, shortTime } from '../shell/time'
import { BlockContact, BlockedBadge } from './BlockContact'
import { Consents } from './Consents'
import { ContactDialog } from './ContactDialog'
import { LeftMessages } from './LeftMessages'
import { MergeWaiting } from './MergeWaiting'
import { Mood } from './Mood'
import { Path } from './Path'
import { phoneInWords } from './phoneInWords'
import { Suggestions } from './Suggestions'
import { Summary } from './Summary'
import { ChannelIcon } from './Timeline'
import { useCard } from './useCard'

interface Given {
  id: string | null
  onBack: () => void
  onOpen: (id: string) => void
}

/** The fourth column: why they are here, what they said so far, and who they are. */
export function CardPane({ id, onBack, onOpen }: Given) {
  const { t } = useTranslation()
  const card = useCard(id)
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
      {id !== null && card.data && <Story key={id} card={card.data} onOpen={onOpen} />}
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
  const [person, setPerson] = useState(false)
  const now = Date.now()
  // A letter's subject stands over the conversation already.
  const lines = card.reason.split('\n').filter((line) => line !== card.row.mail?.subject)
  const reason = lines.join('\n')
  const asked = card.answers.filter((answer) => !answer.technical)
  const technical = card.answers.filter((answer) => answer.technical)
  const known = [inOneLine(reason), ...card.summary.map((line) => line.text)]
  const repeats = known.some((words) => words.includes(inOneLine(card.last_said)))
  const lastSaid = repeats ? '' : card.last_said
  return (
    <div className="ib-story">
      {card.tickets.length > 0 && (
        <Section title={t('card.tickets')}>
          <LeftMessages card={card} />
        </Section>
      )}
      {(reason || lastSaid || card.row.passed) && (
        <section className="ib-section ib-reason">
          {card.row.passed && (
            <p className="ib-passed">
              <IconArrowForwardUp size={16} aria-hidden />
              <span>{passedInWords(card.row.passed, t)}</span>
            </p>
          )}
          {reason && (
            <>
              <h3>{t('card.reason')}</h3>
              {lines.map((line) => (
                <p key={line} className="ib-reason-text">
                  {line}
                </p>
              ))}
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
      <Summary card={card} />
      {card.mood && <Mood mood={card.mood} />}
      <Suggestions row={card.row} writes={card.writes} />
      {card.earlier.length > 0 && <Earlier earlier={card.earlier} onOpen={onOpen} />}
      {card.answers.length > 0 && (
        <Section title={t('card.answers')}>
          <Answers answers={asked} />
          {technical.length > 0 && (
            <details className="ib-technical">
              <summary>{t('card.technical')}</summary>
              <Answers answers={technical} />
            </details>
          )}
        </Section>
      )}
      {card.rating && (
        <Section title={t('card.rating')}>
          <p className="ib-rating">{t('card.score', card.rating)}</p>
          {card.rating.comment && <blockquote>{card.rating.comment}</blockquote>}
        </Section>
      )}
      <Section title={t('card.contact')}>
        <Contact card={card} />
        {card.contact.merge && (
          <MergeWaiting contact={card.contact.id} merge={card.contact.merge} />
        )}
        <Consents contact={card.contact.id} consents={card.consents} />
        <div className="ib-person-tags">
          <Button variant="default" size="xs" onClick={() => setPerson(true)}>
            {t('card.more')}
          </Button>
          <BlockContact contact={card.row.contact} />
        </div>
        {person && (
          <ContactDialog
            id={card.contact.id}
            onClose={() => setPerson(false)}
            onOpen={(conversation) => {
              setPerson(false)
              onOpen(conversation)
            }}
          />
        )}
      </Section>
      <Section title={t('card.path')}>
        <Path steps={card.path} />
        <p className="ib-faint">{t('card.flow', card.flow)}</p>
        {card.models && (
          <p className="ib-faint ib-models">
            {t('card.models')} –{' '}
            <a href={card.models.url} target="_blank" rel="noopener">
              {card.models.told}
            </a>
          </p>
        )}
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
    </div>
  )
}

/** What else they came with, before or since, where an agent sees it without looking for it. */
function Earlier({ earlier, onOpen }: { earlier: Card['earlier']; onOpen: (id: string) => void }) {
  const { t, i18n } = useTranslation()
  const now = Date.now()
  return (
    <Section title={t('card.earlier')}>
      <ul className="ib-log">
        {earlier.map((one) => (
          <li key={one.id}>
            <button type="button" className="ib-link" onClick={() => onOpen(one.id)}>
              <ChannelIcon channel={one.channel} />
              <time dateTime={one.started_at}>{shortTime(one.started_at, i18n.language, now)}</time>
              <span>
                {one.topic || one.name}
                <small>
                  {[
                    one.state === 'agent'
                      ? t('state.person')
                      : t(`state.${standingOf(one.state, one.being_rated)}`),
                    one.agent,
                    one.rating && t('card.score', one.rating),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
                {one.left && (
                  <small className="ib-other-left">
                    <IconMailbox size={13} aria-hidden />
                    {t('card.otherLeft')}
                  </small>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Answers({ answers }: { answers: Card['answers'] }) {
  const { t } = useTranslation()
  return (
    <dl className="ib-facts">
      {answers.map((answer) => (
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
  if (contact.phone) facts.push([t('card.phone'), phoneInWords(contact.phone)])
  facts.push([t('card.language'), languageName(contact.language, i18n.language)])
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
      {card.row.contact.blocked && <BlockedBadge />}
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
