import { useState } from 'preact/hooks'

import type { Client, View } from '../client'
import type { Host } from '../host'
import { fileRequest, mayAttach } from '../talk'
import { MOST, type Tray } from '../tray'
import type { Words } from '../words'
import { Composer } from './Composer'
import { Header } from './Header'
import { Transcript } from './Transcript'

interface Given {
  title: string
  notice: string
  view: View
  client: Client
  tray: Tray
  /** Does the owner of the widget let visitors send files? */
  files: boolean
  host: Host
  now: number
  words: Words
}

const BANNER_AFTER_MS = 1500

/** The whole chat. Draws the view and passes the visitor's acts on; decides nothing. */
export function App({ title, notice, view, client, tray, files, host, now, words }: Given) {
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
  const dragged = (event: DragEvent): boolean =>
    attach !== null && (event.dataTransfer?.types ?? []).includes('Files')
  const closed = talk.state === 'closed' && talk.conversation !== null

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
      <Header
        title={title}
        talk={talk}
        words={words}
        canClose={host.framed}
        onPerson={() => {
          if (closed) client.startNewConversation()
          client.askForPerson(words('person_asked'))
        }}
        onClose={host.close}
      />
      {over && attach && <p class="drop">{words('drop')}</p>}
      <div class="banners" role="status">
        {lost && link.phase !== 'refused' && (
          <p class="banner warn">
            <span>{words('lost')}</span>
            <button type="button" class="link" onClick={client.tryNow}>
              {words('try_now')}
            </button>
          </p>
        )}
        {link.phase === 'refused' && <p class="banner bad">{words('refused')}</p>}
        {!kept && <p class="banner">{words('not_kept')}</p>}
      </div>
      <Transcript
        talk={talk}
        connected={connected}
        now={now}
        words={words}
        onChoose={(seq, value, label) => client.choose(seq, value, label)}
        onRetry={(id) => client.retry(id)}
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
    </main>
  )
}
