/** Who signed in is never left behind in the browser. */
import { expect, test } from 'vitest'

import { Client, type SocketEvents } from './client'
import type { ClientFrame } from './protocol'

function browser(stored: string | null) {
  const sockets: { events: SocketEvents; sent: ClientFrame[] }[] = []
  const kept = { token: stored }
  const world = {
    open: (events: SocketEvents) => {
      const sent: ClientFrame[] = []
      sockets.push({ events, sent })
      return { send: (text: string) => sent.push(JSON.parse(text) as ClientFrame), close: () => {} }
    },
    now: () => 0,
    chance: () => 0,
    newId: () => 'id-id-id-1',
    wake: () => () => {},
  }
  const storage = {
    read: (what = 'visitor') => (what === 'visitor' ? kept.token : null),
    write: (value: string, what = 'visitor') => {
      if (what === 'visitor') kept.token = value
      return true
    },
  }
  const client = new Client(world, storage, 'en')
  const hellos = () =>
    sockets.flatMap(({ sent }) => sent).flatMap((f) => (f.type === 'hello' ? [f] : []))
  const welcome = (visitor: string, conversation: string) => {
    const frame = { type: 'welcome', visitor, conversation, head: 0, state: 'bot', notice: '' }
    sockets.at(-1)?.events.heard(JSON.stringify(frame))
  }
  const opened = () => sockets.at(-1)?.events.opened()
  return { client, sockets, kept, hellos, welcome, opened }
}

const PAGE = { url: '', title: '', referrer: '' }

test('the token of who signed in is not stored, and goes with the identity once', () => {
  const { client, kept, hellos, welcome, opened } = browser('stranger')
  client.identify('a.b.c')
  client.start(PAGE)
  opened()
  welcome('signed-in', 'one')
  client.tryNow()

  expect(hellos().map(({ visitor, identity }) => [visitor, identity])).toEqual([
    ['stranger', 'a.b.c'],
    ['signed-in', null],
  ])
  expect(kept.token).toBe('stranger')
})

test('after signing out nothing of the one before is said, shown or heard', () => {
  const { client, sockets, kept, hellos, welcome, opened } = browser(null)
  client.identify('a.b.c')
  client.start(PAGE)
  opened()
  welcome('signed-in', 'one')
  const before = sockets.at(-1)
  client.identify(null)
  before?.events.heard(
    JSON.stringify({
      type: 'welcome',
      visitor: 'signed-in',
      conversation: 'one',
      head: 0,
      state: 'bot',
      notice: '',
    }),
  )
  opened()

  expect(client.view().talk.conversation).toBeNull()
  expect(hellos().at(-1)).toMatchObject({ visitor: null, identity: null, after: 0 })
  expect(kept.token).toBeNull()
})

test('a refused identity leaves a stranger', () => {
  const { client, sockets, hellos, opened } = browser('stranger')
  client.identify('a.b.c')
  client.start(PAGE)
  opened()
  const refusal = { type: 'error', code: 'identity_refused', message: '' }
  sockets.at(-1)?.events.heard(JSON.stringify(refusal))
  opened()

  expect(hellos().at(-1)).toMatchObject({ visitor: 'stranger', identity: null })
})
