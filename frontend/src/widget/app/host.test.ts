// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { connectHost, readPage } from './host'

const SHOP = 'https://shop.example'
const parent = { postMessage: vi.fn() }

beforeEach(() => {
  parent.postMessage.mockClear()
  Object.defineProperty(window, 'parent', { value: parent, configurable: true })
  Object.defineProperty(document, 'referrer', { value: `${SHOP}/tea?x=1`, configurable: true })
})
afterEach(() => {
  Object.defineProperty(window, 'parent', { value: window, configurable: true })
})

const SHOWN = { flowbuilder: 'shown', page: { url: 'https://shop.example/a' } }

function heard(source: unknown, origin: string, data: unknown = SHOWN): string[] {
  const calls: string[] = []
  connectHost(true, {
    shown: (page) => calls.push(page.url),
    hidden: () => calls.push('hidden'),
    identify: (token) => calls.push(String(token)),
    consent: (yes) => calls.push(`consent ${yes}`),
  })
  const event = new MessageEvent('message', {
    data,
    origin,
  })
  Object.defineProperty(event, 'source', { value: source })
  window.dispatchEvent(event)
  return calls
}

test('the frame listens to the page around it, at its exact origin', () => {
  expect(heard(parent, SHOP)).toEqual(['https://shop.example/a'])
})

test.each([
  [parent, 'https://evil.example'],
  [parent, 'https://shop.example.evil.example'],
  [parent, 'http://shop.example'],
  [parent, 'null'],
  [window, SHOP],
  [null, SHOP],
])('a message from another window or origin is not heard (%#)', (source, origin) => {
  expect(heard(source, origin)).toEqual([])
})

test('of what the page tells, the frame takes words, numbers and yes or no, so many and so long', () => {
  const told = {
    value: 259.9,
    vip: true,
    coupon: 'x'.repeat(500),
    '<b>': 1,
    nothing: null,
    list: [1],
    huge: 1e300,
    broken: NaN,
  }

  expect(readPage({ data: told }).data).toEqual({
    value: 259.9,
    vip: true,
    coupon: 'x'.repeat(200),
  })
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`f${n}`, n]))
  expect(Object.keys(readPage({ data: many }).data ?? {})).toHaveLength(20)
  expect(readPage({ data: 'words' }).data).toEqual({})
})

test('the frame speaks to that origin only, and says nothing about the visitor', () => {
  const host = connectHost(true, {
    shown: () => {},
    hidden: () => {},
    identify: () => {},
    consent: () => {},
  })
  host.unread(2, 'Two')
  host.close()

  expect(parent.postMessage.mock.calls).toEqual([
    [{ flowbuilder: 'ready' }, SHOP],
    [{ flowbuilder: 'unread', count: 2, label: 'Two' }, SHOP],
    [{ flowbuilder: 'close', mouse: true }, SHOP],
  ])
})

test.each([true, false])(
  'that the visitor agreed to storing (%s) comes with any message',
  (yes) => {
    expect(heard(parent, SHOP, { consent: yes })).toEqual([`consent ${yes}`])
  },
)

test('our own page needs no host', () => {
  const shown = vi.fn()

  expect(
    connectHost(false, { shown, hidden: () => {}, identify: () => {}, consent: () => {} }).framed,
  ).toBe(false)
  expect(shown).toHaveBeenCalledOnce()
  expect(parent.postMessage).not.toHaveBeenCalled()
})

test('a page that describes itself oddly is cut to size', () => {
  expect(readPage({ url: 'x'.repeat(5000), title: 7 })).toEqual({
    url: 'x'.repeat(2000),
    title: '',
    referrer: '',
    data: {},
  })
  expect(readPage('nonsense').url).toBe('')
})
