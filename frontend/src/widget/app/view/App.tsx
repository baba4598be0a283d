import { useLayoutEffect, useRef, useState } from 'preact/hooks'

import type { Client, View } from '../client'
import type { Host } from '../host'
import type { Parts } from '../later/main'
import { loadParts } from '../parts'
import { fileRequest, mayAttach } from '../talk'
import { MOST, type Tray } from '../tray'
import type { Words } from '../words'
import { Composer } from './Composer'
import { Header } from './Header'
import type { MenuActs } from './Menu'
import { Transcript } from './Transcript'

interface Given {
  title: string
  /** Where the assistant's picture is, or empty. */
  avatar: string
  /** When the team is back, while it is not at work. */
  /** What is said of the team at the top: when it is back, or how soon it replies. */
  away?: string | undefined
  menu: MenuActs
  notice: string
  view: View
  client: Client
  tray: Tray
  /** Does the owner of the widget let visitors send files? */
  files: boolean
  host: Host
  /** Does the chat stand in the page, with no button to put it away? */
  inline?: boolean
  ask: (method: string, path?: string, body?: unknown) => Promise<Response>
  now: number
  words: Words
  onRead: (seq: number) => void
}

const BANNER_AFTER_MS = 1500

/** The whole chat. Draws the view and passes the visitor's acts on; decides nothing. */
export function App({
  title,
  avatar,
  away,
  menu,
  notice,
  view,
  client,
  tray,
  files,
  host,
  inline,
  ask,
  now,
  words,
  onRead,
}: Given) {
  // Kept here, so that what was being written outlives the end of a conversation.
  const [draft, setDraft] = useState('')
  const { link, kept } = view
  const talk = view.talk.notice ? view.talk : { ...view.talk, notice }
  const connected = link.phase === 'open' && link.lostAt === null
  const lost = link.lostAt !== null && now - link.lostAt >= BANNER_AFTER_MS
  const asked = fileRequest(talk)
  const attach =
    files && mayAttach(talk) ? { accepts: asked?.accepts ?? '', most: asked?.most ?? MOST } : null
  const [over, setOver] = useState(false)
  const [mine, setMine] = useState<{ Part: Parts['MyData' | 'History'] } | null>(null)
  const [unloaded, setUnloaded] = useState(false)
  const dragged = (event: DragEvent): boolean =>
    attach !== null && (event.dataTransfer?.types ?? []).includes('Files')
  const closed = talk.state === 'closed' && talk.conversation !== null
  const leaveData = () => setMine(null)
  const wasMine = useRef(false)
  const held = document.hasFocus() ? document.activeElement : null
  useLayoutEffect(() => {
    // What went away with the focus, or was disabled, leaves it to the talk, as the keyboard scrolls it.
    if (held && (!held.isConnected || held.matches(':disabled')))
      document.querySelector<HTMLElement>('[role=log]')?.focus({ preventScroll: true })
  })
  // With the dialog's going, not after it: a key pressed next is for what has the focus then.
  useLayoutEffect(() => {
    if (wasMine.current && !mine) document.getElementById('more')?.focus()
    wasMine.current = mine !== null
  }, [mine])

  return (
    <main
      class={`chat ${over && attach ? 'over' : ''}`}
      onDragOver={(event) => {
        if (!dragged(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        setOver(false)
        if (!dragged(event)) return
        event.preventDefault()
        tray.add(Array.from(event.dataTransfer?.files ?? []), attach?.most)
      }}
    >
      {mine && (
        <mine.Part
          key={talk.visitor}
          ask={ask}
          words={words}
          onClose={leaveData}
          onForgotten={() => {
            leaveData()
            client.forget()
          }}
        />
      )}
      <div class="rest" inert={mine !== null}>
        <Header
          title={title}
          avatar={avatar}
          menu={menu}
          talk={talk}
          words={words}
          canClose={host.framed && !inline}
          onPerson={() => {
            if (closed) client.startNewConversation()
            client.askForPerson(words('person_asked'))
          }}
          onMyData={(part) => {
            setUnloaded(false)
            loadParts().then(
              (parts) => setMine({ Part: parts[part] }),
              () => setUnloaded(true),
            )
          }}
          onClose={host.close}
        />
        {over && attach && <p class="drop">{words('drop')}</p>}
        <div class="banners" role="status">
          {away && talk.state !== 'agent' && <p class="banner">{away}</p>}
          {lost && link.phase !== 'refused' && (
            <p class="banner warn">
              <span>{words('lost')}</span>
              <button type="button" class="link" onClick={client.tryNow}>
                {words('try_now')}
              </button>
            </p>
          )}
          {link.phase === 'refused' && <p class="banner bad">{words('refused')}</p>}
          {unloaded && <p class="banner warn">{words('later_failed')}</p>}
          {!kept && <p class="banner">{words('not_kept')}</p>}
        </div>
        <Transcript
          talk={talk}
          connected={connected}
          now={now}
          words={words}
          onChoose={(seq, value, label) => client.choose(seq, value, label)}
          onFill={(seq, values, label) => client.fill(seq, values, label)}
          onRetry={(id) => client.retry(id)}
          onChange={(seq, label) => client.goBack(seq, label)}
          onRead={onRead}
        />
        {closed ? (
          <div class="ended">
            <p>{words('closed')}</p>
            <button type="button" class="primary" onClick={() => client.startNewConversation()}>
              {words('new')}
            </button>
          </div>
        ) : (
          link.phase !== 'refused' && (
            <Composer
              words={words}
              text={draft}
              onText={setDraft}
              tray={tray}
              attach={attach}
              onSay={(text, sent) => client.say(text, sent)}
              onTyping={() => client.typing()}
            />
          )
        )}
      </div>
    </main>
  )
}
