import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Message } from '../api/types'
import { emptyInbox } from './inboxState'
import { loadEarlier, openConversation } from './session'
import { learnMessage, useInbox } from './store'

const PAGE = 60
const message = (seq: number): Message => ({
  seq,
  from: 'visitor',
  private: false,
  content: { kind: 'text', text: `No. ${seq}` },
  generated: false,
  at: '2026-11-22T07:00:00Z',
  client_id: null,
  agent: null,
  mail: null,
})
const upTo = (head: number) =>
  Array.from({ length: Math.min(head, PAGE) }, (_, n) =>
    message(head - Math.min(head, PAGE) + n + 1),
  )
const seqs = (id: string) => useInbox.getState().threads[id]?.messages.map((one) => one.seq) ?? []

let head: number
let asked: URL[]
let held: Promise<void>

/** A server whose conversations all have the messages 1 to `head`. */
async function served(path: string): Promise<Response> {
  const url = new URL(path, 'http://inbox.test')
  asked.push(url)
  await held
  if (!url.pathname.endsWith('/messages/')) {
    return Response.json({ row: { id: 'b', unread: 0, epoch: 1, head_seq: head } })
  }
  const before = Number(url.searchParams.get('before') ?? head + 1)
  const messages = upTo(before - 1)
  return Response.json({ messages, more: before - 1 > PAGE, head })
}

beforeEach(() => {
  asked = []
  held = Promise.resolve()
  vi.stubGlobal('document', { visibilityState: 'hidden', cookie: '' })
  vi.stubGlobal('WebSocket', { OPEN: 1 })
  vi.stubGlobal('fetch', served)
  useInbox.setState({ ...emptyInbox, threads: {} })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('a conversation opened again after a hundred messages has no hole', async () => {
  head = 3
  await openConversation('a')
  await openConversation(null)
  head = 100
  await openConversation('a')
  expect(seqs('a')).toEqual(upTo(100).map((one) => one.seq))

  await loadEarlier('a')
  expect(seqs('a')).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
  expect(useInbox.getState().threads.a?.earlier).toBe(false)
})

it('what was read before is kept where the newest messages join on to it', async () => {
  head = 70
  await openConversation('a')
  await loadEarlier('a')
  head = 75
  await openConversation('a')
  expect(seqs('a')).toEqual(Array.from({ length: 75 }, (_, n) => n + 1))
  expect(useInbox.getState().threads.a?.earlier).toBe(false)
})

it('a message whose delivery is another makes no hole before those that were fetched', async () => {
  head = 100
  await openConversation('a')
  learnMessage('a', message(5))
  expect(seqs('a')[0]).toBe(41)
  await loadEarlier('a')
  expect(seqs('a')).toHaveLength(100)
})

it('who went back before the messages came is not led on', async () => {
  let go = () => {}
  held = new Promise((resolve) => (go = resolve))
  head = 3
  const opening = openConversation('b')
  await openConversation(null)
  go()
  await opening
  expect(useInbox.getState().open).toBeNull()
  expect(asked.filter((url) => url.pathname.endsWith('/read/'))).toEqual([])
})
