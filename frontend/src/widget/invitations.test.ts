// @vitest-environment jsdom
import { expect, test } from 'vitest'

import { fits, isQuiet, mayShow, memoryOf, type Invitation } from './invitations'

test.each([
  ['/cart', '/cart', true],
  ['/cart', '/cart/2', false],
  ['/cart*', '/cart/2', true],
  ['*sale*', '/shop/sale?x', true],
  ['/a*b*c', '/a-b-c', true],
  ['/a*b*c', '/a-c-b', false],
  ['/ab*b', '/ab', false],
  ['*', '', true],
  ['', '/', false],
  ['/a.b', '/axb', false],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(fits(pattern, text)).toBe(expected)
})

test('a pattern of many asterisks takes no longer than it is', () => {
  const before = performance.now()

  expect(fits('*a'.repeat(100), 'a'.repeat(2000) + 'b')).toBe(false)
  expect(performance.now() - before).toBeLessThan(100)
})

test.each([
  ['2026-11-28T20:59:00Z', false],
  ['2026-11-28T21:00:00Z', true],
  ['2026-11-29T05:59:00Z', true],
  ['2026-11-29T06:00:00Z', false],
])('at %s it is quiet by the clock of Warsaw: %s', (at, expected) => {
  expect(isQuiet(['22:00', '07:00', 'Europe/Warsaw'], new Date(at))).toBe(expected)
})

const one: Invitation = {
  id: 1,
  text: 'Help?',
  when: 'time',
  value: '1',
  pages: ['/shop/*', 'https://other.example/*'],
  campaign: 'winter*',
  who: 'everyone',
  rest: 2,
  fact: '',
  least: 0,
  visit: 1,
  most: 3,
}

test('page, campaign and rest all have to fit', () => {
  const memory = memoryOf('k')
  const shown = (url: string, now = 1e12) => mayShow(one, memory, {}, new URL(url), now)

  expect(shown('https://a.example/shop/1?utm_campaign=winter26')).toBe(true)
  expect(shown('https://a.example/shop/1?utm_campaign=spring')).toBe(false)
  expect(shown('https://a.example/cart?utm_campaign=winter26')).toBe(false)
  expect(shown('https://other.example/?utm_campaign=winter')).toBe(true)

  memory.note(1, 1e12)
  expect(shown('https://other.example/?utm_campaign=winter', 1e12 + 86_400_000)).toBe(false)
  expect(shown('https://other.example/?utm_campaign=winter', 1e12 + 2 * 86_400_000)).toBe(true)
})

const here = new URL('https://a.example/')
const plain = { ...one, pages: [], campaign: '' }

test.each([
  [{ value: 250 }, true],
  [{ value: '250.50' }, true],
  [{ value: 200 }, true],
  [{ value: 199.99 }, false],
  [{ value: 'a lot' }, false],
  [{ total: 250 }, false],
  [{}, false],
])('of a cart that tells %j, it invites from 200 on: %s', (facts, expected) => {
  const rule = { ...plain, fact: 'value', least: 200 }

  expect(mayShow(rule, memoryOf('facts'), facts, here, 1e12)).toBe(expected)
})

/** Pages that the visitor opens one after the other; the answer to each: was it shown? */
function pages(count: number, before: (memory: ReturnType<typeof memoryOf>) => void = () => {}) {
  return Array.from({ length: count }, () => {
    const memory = memoryOf('caps')
    before(memory)
    const may = mayShow(plain, memory, {}, here, 1e12)
    if (may) memory.saw(1)
    return may
  })
}

test('with consent, what nobody touches comes once in a visit and three times in all', () => {
  const visits = [1, 2, 3, 4].map(() => {
    sessionStorage.clear()
    return pages(2, (memory) => memory.allow(true))
  })

  expect(visits).toEqual([
    [true, false],
    [true, false],
    [true, false],
    [false, false],
  ])
})

test('without consent nothing is written, so each page begins anew', () => {
  localStorage.clear()
  sessionStorage.clear()

  expect(pages(2)).toEqual([true, true])
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
})

test('who used the chat need not agree again; who takes consent back is forgotten', () => {
  localStorage.clear()
  const memory = memoryOf('caps')
  memory.note('used', 5)
  expect(pages(2)).toEqual([true, false])

  memoryOf('caps').allow(false)

  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
})

test('the campaign of a visit lasts for its pages, stored only where that is allowed', () => {
  const lands = (query: string) => {
    history.replaceState(null, '', `/${query}`)
    return memoryOf('utm')
  }
  const rule = { ...plain, campaign: 'winter*' }
  const fitsAt = (memory: ReturnType<typeof memoryOf>) => mayShow(rule, memory, {}, here, 1e12)

  const first = lands('?utm_campaign=winter26')
  expect(fitsAt(first)).toBe(true) // the page moved on by itself
  expect(sessionStorage.length).toBe(0)
  expect(fitsAt(lands(''))).toBe(false)

  lands('?utm_campaign=winter26').allow(true)
  expect(fitsAt(lands(''))).toBe(true)
  expect(fitsAt(lands('?utm_campaign=spring'))).toBe(false)
  memoryOf('utm').allow(false)
})
