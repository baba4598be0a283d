import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Row } from '../api/types'
import { emptyInbox } from './inboxState'
import { catchUp, loadList, loadMore } from './session'
import { learnRow, useInbox } from './store'

const PAGE = 40
const row = (n: number): Row =>
  ({
    id: String(n).padStart(3, '0'),
    state: 'queued',
    urgent: false,
    queued_at: new Date(Date.UTC(2026, 10, 30, 7, 0, n)).toISOString(),
    tags: [],
    epoch: 1,
    head_seq: 1,
    unread: 0,
  }) as unknown as Row
const numbers = () => useInbox.getState().rows.map((one) => Number(one.id))
const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

let waiting: number[]
let asked: URL[]
let down: boolean
let meanwhile: (() => void) | null

/** A server whose queue has the rows in `waiting`, forty a page. */
async function served(path: string): Promise<Response> {
  const url = new URL(path, 'http://inbox.test')
  if (!url.pathname.endsWith('/conversations/')) return Response.json([])
  asked.push(url)
  if (down) throw new TypeError('offline')
  const after = Number(url.searchParams.get('cursor') ?? 0)
  const left = waiting.filter((n) => n > after)
  const page = left.slice(0, PAGE)
  const answer = Response.json({
    conversations: page.map(row),
    next: left.length > PAGE ? String(page.at(-1)) : null,
    counts: { waiting: waiting.length },
  })
  meanwhile?.()
  return answer
}

async function caughtUp(): Promise<void> {
  const before = useInbox.getState().counts
  catchUp()
  await vi.waitFor(() => expect(useInbox.getState().counts).not.toBe(before))
}

beforeEach(async () => {
  asked = []
  down = false
  meanwhile = null
  waiting = upTo(100)
  vi.stubGlobal('document', { visibilityState: 'visible', cookie: '' })
  vi.stubGlobal('WebSocket', { OPEN: 1 })
  vi.stubGlobal('fetch', served)
  useInbox.setState({ ...emptyInbox, threads: {} })
  await loadList()
  await loadMore()
  asked = []
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('what a colleague took while we were away is gone from every page of the list', async () => {
  waiting = upTo(100).filter((n) => n !== 3 && n !== 60)
  await caughtUp()

  expect(numbers()).not.toContain(3)
  expect(numbers()).not.toContain(60)
  expect(useInbox.getState().counts?.waiting).toBe(98)
})

it('what still waits stays in the list, as far as it was shown, and the rest follows', async () => {
  await caughtUp()
  expect(numbers()).toEqual(upTo(80))

  await loadMore()
  expect(numbers()).toEqual(upTo(100))
  expect(useInbox.getState().next).toBeNull()
})

it('a list that grew by announcements asks for no more pages than were shown', async () => {
  learnRow(row(0))
  await caughtUp()
  expect(asked).toHaveLength(2)
})

it('a list that became shorter is asked for as far as it goes', async () => {
  waiting = upTo(20)
  await caughtUp()
  expect(numbers()).toEqual(upTo(20))
  expect(asked).toHaveLength(1)
})

it('what happens to a row while the pages come is not undone by them', async () => {
  meanwhile = () => {
    meanwhile = null
    learnRow({ ...row(5), state: 'closed', epoch: 2 })
    learnRow({ ...row(7), urgent: true, epoch: 2 })
  }
  await caughtUp()

  expect(numbers()).toEqual([7, ...upTo(80).filter((n) => n !== 5 && n !== 7)])
})

it('pages that do not all come change nothing', async () => {
  waiting = upTo(100).filter((n) => n !== 3)
  meanwhile = () => (down = true)
  await loadList({ quiet: true })
  expect(numbers()).toEqual(upTo(80))
})

it('the next page asked for while the list is looked at again comes all the same', async () => {
  waiting = upTo(120).filter((n) => n > 40)
  await Promise.all([loadMore(), loadList({ quiet: true })])
  expect(numbers()).toEqual(upTo(120).filter((n) => n > 40))
})
