import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Row } from '../api/types'
import { sendMessage } from './actions'
import { emptyInbox } from './inboxState'
import { isAnythingUnsent, sendWaiting } from './sending'
import { catchUp } from './session'
import { useInbox } from './store'

const ROW = { id: 'a', epoch: 3 } as Row
const drafts = () =>
  (useInbox.getState().drafts['a'] ?? []).map(({ text, status }) => `${text}: ${status}`)
const settled = (expected: string[]) => vi.waitFor(() => expect(drafts()).toEqual(expected))

let arrived: { text: string; epoch?: number; client_id: string }[]
let answer: () => Response

/** A server that has the messages in `arrived`, each once, or answers as `answer` says. */
async function served(path: string, options: RequestInit): Promise<Response> {
  if (!/(reply|note)\/$/.test(path)) return new Response('{}', { status: 500 })
  const given = JSON.parse(String(options.body)) as (typeof arrived)[number]
  const refused = answer()
  if (!refused.ok) return refused
  if (!arrived.some((one) => one.client_id === given.client_id)) arrived.push(given)
  return Response.json({ seq: arrived.length, client_id: given.client_id, content: {} })
}
const works = () => new Response()
const offline = () => {
  throw new TypeError('Failed to fetch')
}

beforeEach(() => {
  arrived = []
  answer = works
  vi.stubGlobal('document', { visibilityState: 'hidden', cookie: '' })
  vi.stubGlobal('WebSocket', { OPEN: 1 })
  vi.stubGlobal('fetch', served)
  useInbox.setState({ ...emptyInbox, threads: {} })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('what is written on a dead line waits, and goes out once in its order when that is back', async () => {
  answer = offline
  const outcome = await sendMessage(ROW, 'one', false)
  await sendMessage(ROW, 'two', true)

  expect(outcome.ok).toBe(true)
  await settled(['one: waiting', 'two: waiting'])
  expect(isAnythingUnsent()).toBe(true)

  answer = works
  catchUp()
  sendWaiting()
  await settled([])
  expect(arrived.map((one) => one.text)).toEqual(['one', 'two'])
  expect(isAnythingUnsent()).toBe(false)
})

it('what is written once the line is back goes after what waits', async () => {
  answer = offline
  await sendMessage(ROW, 'one', false)
  answer = works
  await sendMessage(ROW, 'two', false)

  await settled([])
  expect(arrived.map((one) => one.text)).toEqual(['one', 'two'])
})

it('a line that fails again keeps the order', async () => {
  answer = offline
  await sendMessage(ROW, 'one', false)
  await sendMessage(ROW, 'two', false)
  sendWaiting()
  await settled(['one: waiting', 'two: waiting'])
})

it('a server that is being started again is waited for', async () => {
  answer = () => new Response('<h1>Bad gateway</h1>', { status: 502 })
  await sendMessage(ROW, 'one', false)
  await settled(['one: waiting'])
})

it('what waited is not sent to a conversation that is somebody else’s by now', async () => {
  answer = offline
  await sendMessage(ROW, 'one', false)
  useInbox.setState({ rows: [{ ...ROW, epoch: 4 }] })
  answer = () => {
    answer = works
    return Response.json({ code: 'not_your_turn', message: 'Ola has it.' }, { status: 409 })
  }
  sendWaiting()

  await settled(['one: failed'])
  expect(useInbox.getState().drafts['a']?.[0]).toMatchObject({ problem: 'Ola has it.', epoch: 3 })
  sendWaiting()
  expect(arrived).toEqual([])
})
