import type { Talk } from '../talk'
import type { Words } from '../words'
import { Icon } from './icons'

interface Given {
  title: string
  talk: Talk
  words: Words
  canClose: boolean
  onPerson: () => void
  onClose: () => void
}

/** Who the visitor is talking to, and the two ways out: to a person and back to the page. */
export function Header({ title, talk, words, canClose, onPerson, onClose }: Given) {
  const withAgent = talk.state === 'agent'
  const who = withAgent && talk.agent ? talk.agent : words(`status_${talk.state}`)
  const asked = talk.outgoing.some((o) => o.act.type === 'human' && o.status !== 'failed')
  const done = withAgent || talk.state === 'queued' || asked
  const label =
    talk.state === 'agent'
      ? words('person_here')
      : talk.state === 'queued'
        ? words('person_queued')
        : asked
          ? words('person_asked')
          : words('person')
  const letter = (withAgent && talk.agent ? talk.agent : title).trim().charAt(0).toUpperCase()
  return (
    <header class="header">
      <span class={`avatar ${withAgent ? 'person' : ''}`} aria-hidden="true">
        {letter || 'A'}
      </span>
      <div class="title">
        <h1 id="title" tabIndex={-1}>
          {title}
        </h1>
        <p>
          {who}
          {withAgent && talk.agent ? ` · ${words('status_agent')}` : ''}
        </p>
      </div>
      <button
        type="button"
        class="tool"
        title={label}
        aria-label={label}
        aria-disabled={done}
        onClick={() => !done && onPerson()}
      >
        <Icon name="person" />
      </button>
      {canClose && (
        <button
          type="button"
          class="tool"
          title={words('close')}
          aria-label={words('close')}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}
