import { Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconNote } from '@tabler/icons-react'
import { Fragment, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../api/types'
import { shortTime } from '../shell/time'
import { useInbox } from '../state/store'
import { CardList } from './CardList'
import { Files } from './Files'
import { Letter } from './Letter'
import { Translation } from './Translation'
import { Words } from './words'

type Side = 'left' | 'right' | 'middle'

export function sideOf(message: Message): Side {
  if (message.from === 'system') return 'middle'
  if (message.private) return 'right'
  return message.from === 'visitor' ? 'left' : 'right'
}

interface Given {
  message: Message
  conversation: string
  name: string
  /** The first of several by the same person: says who. */
  first: boolean
  now: number
  /** It is what a search found. */
  found: boolean
  seen: boolean
  /** The conversation whose messages can be translated, if a model is set. */
  translates: string | null
  /** It is held in another language than the agent's. */
  foreign: boolean
  /** An answer that the visitor changed later. */
  changed: boolean
  /** Said on the way that the visitor went back behind. */
  past: boolean
}

/** One utterance: visitor left, agent right, machine right and dotted, note on yellow. */
export const Bubble = memo(function Bubble(given: Given) {
  const { message, conversation, name, first, now, found, seen, translates, foreign } = given
  const { changed, past } = given
  const { t, i18n } = useTranslation()
  const isOwn = useInbox((state) => message.agent !== null && message.agent.id === state.me?.id)
  const time = shortTime(message.at, i18n.language, now)
  if (sideOf(message) === 'middle') {
    return (
      <li className="ib-line" data-seq={message.seq} data-found={found || undefined}>
        <Words text={message.content.text ?? ''} />
        <time dateTime={message.at}>{time}</time>
      </li>
    )
  }
  const mayBeForeign = message.from === 'visitor' || (foreign && !message.private && !isOwn)
  const asks = translates !== null && mayBeForeign && !!message.content.text
  const machine = message.from === 'bot' || message.from === 'ai'
  const kind = message.private ? 'note' : machine ? 'machine' : message.from
  return (
    <li
      className="ib-said"
      data-kind={kind}
      data-first={first || undefined}
      data-past={past || undefined}
      data-changed={changed || undefined}
      data-seq={message.seq}
      data-found={found || undefined}
    >
      {found && <span className="fb-visually-hidden">{t('search.here')}</span>}
      {first && (
        <span className="ib-speaker">
          {message.private && <IconNote size={13} aria-hidden />}
          <span className="ib-speaker-name">
            {message.private && `${t('list.note')} · `}
            {name}
          </span>
          {message.from === 'ai' && (
            <Tooltip label={t('conversation.aiHint')}>
              <span className="ib-ai">{t('who.ai')}</span>
            </Tooltip>
          )}
        </span>
      )}
      <div className="ib-bubble">
        <Body message={message} />
      </div>
      <span className="ib-when">
        <time dateTime={message.at}>{time}</time>
        {seen && <span> · {t('conversation.seen')}</span>}
      </span>
      {past && (
        <span className="ib-past">
          {changed && <IconArrowBackUp size={13} aria-hidden />}
          {t(changed ? 'conversation.changedLater' : 'conversation.countsNoMore')}
        </span>
      )}
      {message.mail && <Letter message={message} conversation={conversation} />}
      {asks && <Translation id={translates} seq={message.seq} always={foreign} />}
    </li>
  )
})

function Body({ message }: { message: Message }) {
  const { t } = useTranslation()
  const { content } = message
  return (
    <>
      {content.text && <Words text={content.text} />}
      {content.kind === 'choices' && content.options && (
        <ul className="ib-options" aria-label={t('conversation.offered', { options: '' })}>
          {content.options.map((option) => (
            <li key={option.value}>{option.label}</li>
          ))}
        </ul>
      )}
      {content.kind === 'form' && content.fields && content.fields.some((one) => one.label) && (
        <ul className="ib-options" aria-label={t('conversation.formFields')}>
          {content.fields.map((field) => (
            <li key={field.name}>{field.label}</li>
          ))}
        </ul>
      )}
      {content.kind === 'cards' && content.cards && <CardList cards={content.cards} />}
      {content.kind === 'rating' && (
        <p className="ib-aside">
          {t('conversation.scale', { low: content.low, high: content.high })}
        </p>
      )}
      {content.files && content.files.length > 0 && <Files files={content.files} />}
      {content.kind === 'file_request' && (
        <p className="ib-aside">{t('conversation.fileRequest')}</p>
      )}
      {content.kind === 'image' && (
        <p className="ib-aside">{t('conversation.image', { alt: content.alt })}</p>
      )}
      {content.sources && content.sources.length > 0 && (
        <p className="ib-aside">
          {t('conversation.sources')}:{' '}
          {content.sources.map(({ title, url }, place, all) => (
            <Fragment key={place}>
              {place > 0 && ' · '}
              {all.length > 1 && `${place + 1}. `}
              {/^https?:\/\//i.test(url ?? '') ? (
                <a href={url} target="_blank" rel="noopener noreferrer">
                  {title || url}
                </a>
              ) : (
                title
              )}
            </Fragment>
          ))}
        </p>
      )}
    </>
  )
}
