import type { Talk } from '../talk'
import type { Words } from '../words'
import { Icon } from './icons'
import { Menu, type MenuActs } from './Menu'

interface Given {
  title: string
  avatar: string
  menu: MenuActs
  talk: Talk
  words: Words
  canClose: boolean
  onPerson: () => void
  onMyData: (part: 'MyData' | 'History') => void
  onClose: () => void
}

/**
 * Who the visitor is talking to, and the two ways out: to a person, unless one is there or on the
 * way, and back to the page.
 */
export function Header({
  title,
  avatar,
  menu,
  talk,
  words,
  canClose,
  onPerson,
  onMyData,
  onClose,
}: Given) {
  const withAgent = talk.state === 'agent'
  const agent = withAgent ? talk.agent : ''
  const asked = talk.outgoing.some((o) => o.act.type === 'human' && o.status !== 'failed')
  const label = words(asked ? 'person_asked' : 'person')
  const begun = talk.messages.some((m) => m.from === 'visitor')
  const letter = (agent || title).trim().charAt(0).toUpperCase()
  return (
    <header class="header">
      {avatar && !agent ? (
        <img class="avatar" src={avatar} alt="" />
      ) : (
        <span class={`avatar ${withAgent ? 'person' : ''}`} aria-hidden="true">
          {letter || 'A'}
        </span>
      )}
      <div class="title">
        <h1 id="title" tabIndex={-1}>
          {title}
        </h1>
        <p>
          {agent && `${agent} · `}
          {words(withAgent ? 'agent' : (`status_${talk.state}` as 'status_bot'))}
        </p>
      </div>
      {!withAgent && talk.state !== 'queued' && (
        <button
          type="button"
          class="tool"
          title={label}
          aria-label={label}
          aria-disabled={asked}
          onClick={() => !asked && onPerson()}
        >
          <Icon name="person" />
        </button>
      )}
      <Menu
        acts={menu}
        words={words}
        mayLeave={talk.state === 'bot' && begun}
        begun={begun}
        onMyData={talk.visitor ? onMyData : null}
      />
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
