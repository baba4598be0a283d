import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { beforeEach, expect, it, vi } from 'vitest'

const PATH = '../../../../flowbuilder/handoff/static/handoff/sw.js'
const ORIGIN = 'https://chat.example'
const TALK = '/inbox/c/01a22ce3-9eb6-7396-bece-8588fa8e50c7'

type Handler = (event: object) => void

/** A window of this browser, as the worker sees it. */
const page = (path: string, focused = false) => ({
  url: ORIGIN + path,
  focused,
  focus: vi.fn(async () => {}),
  postMessage: vi.fn(),
})

let pages: ReturnType<typeof page>[]
let handlers: Record<string, Handler>
const openWindow = vi.fn(async () => {})
const showNotification = vi.fn(async () => {})

beforeEach(() => {
  pages = []
  handlers = {}
  vi.clearAllMocks()
  const self = {
    addEventListener: (kind: string, handler: Handler) => (handlers[kind] = handler),
    clients: {
      matchAll: async ({ type }: { type: string }) => (type === 'window' ? pages : []),
      openWindow,
    },
    registration: { showNotification },
    location: { origin: ORIGIN },
  }
  runInContext(readFileSync(join(import.meta.dirname, PATH), 'utf8'), createContext({ self, URL }))
})

/** Fires an event and waits for all that the worker asks the browser to wait for. */
async function fire(kind: string, event: object) {
  const awaited: Promise<unknown>[] = []
  handlers[kind]?.({ ...event, waitUntil: (work: Promise<unknown>) => awaited.push(work) })
  expect(awaited).toHaveLength(1)
  await Promise.all(awaited)
}

async function click(data: object | null) {
  const notification = { data, close: vi.fn() }
  await fire('notificationclick', { notification })
  expect(notification.close).toHaveBeenCalledOnce()
}

it('opens the conversation in a new window where no inbox is open', async () => {
  pages = [page('/admin/')]

  await click({ url: TALK })

  expect(openWindow).toHaveBeenCalledExactlyOnceWith(ORIGIN + TALK)
  expect(pages[0]?.focus).not.toHaveBeenCalled()
  expect(pages[0]?.postMessage).not.toHaveBeenCalled()
})

it('brings the inbox that is open to the front and has it open the conversation', async () => {
  pages = [page('/admin/'), page('/inbox/c/another')]

  await click({ url: TALK })

  expect(openWindow).not.toHaveBeenCalled()
  expect(pages[0]?.focus).not.toHaveBeenCalled()
  expect(pages[1]?.focus).toHaveBeenCalledOnce()
  expect(pages[1]?.postMessage).toHaveBeenCalledExactlyOnceWith({ open: TALK })
})

it('opens the inbox by a notice that says of no conversation', async () => {
  await click(null)

  expect(openWindow).toHaveBeenCalledExactlyOnceWith(`${ORIGIN}/inbox/`)
})

it.each(['https://evil.example/inbox/', '//evil.example/inbox/', 'javascript:alert(1)'])(
  'opens nothing outside of this website: %s',
  async (url) => {
    pages = [page('/inbox/')]

    await click({ url })

    expect(openWindow).not.toHaveBeenCalled()
    expect(pages[0]?.postMessage).not.toHaveBeenCalled()
  },
)

it('shows what is pushed, with where a click on it leads', async () => {
  pages = [page('/inbox/')]

  await fire('push', {
    data: { json: () => ({ title: 'A parcel', body: 'Where is it?', url: TALK, tag: 'x' }) },
  })

  expect(showNotification).toHaveBeenCalledExactlyOnceWith(
    'A parcel',
    expect.objectContaining({ body: 'Where is it?', tag: 'x', data: { url: TALK } }),
  )
})

it('shows a push without words, which a browser wants to be shown, too', async () => {
  const json = () => {
    throw new SyntaxError('not JSON')
  }

  await fire('push', { data: { json } })

  expect(showNotification).toHaveBeenCalledExactlyOnceWith(
    'Flowbuilder',
    expect.objectContaining({ data: { url: '/inbox/' } }),
  )
})

it('shows nothing to who looks at the inbox', async () => {
  pages = [page('/inbox/', true)]

  await fire('push', { data: { json: () => ({ title: 'A parcel' }) } })

  expect(showNotification).not.toHaveBeenCalled()
})
