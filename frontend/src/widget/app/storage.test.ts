// @vitest-environment jsdom
import { expect, test } from 'vitest'

import { firstUse, visitorStorage } from './storage'

async function isUsed(...events: Event[]): Promise<boolean> {
  let used = false
  void firstUse().then(() => (used = true))
  for (const event of events) document.body.dispatchEvent(event)
  await new Promise((done) => setTimeout(done))
  return used
}
const event = (kind: string, more: EventInit = {}) => new Event(kind, { bubbles: true, ...more })

test.each(['click', 'input'])('%s is use', async (kind) => {
  expect(await isUsed(event(kind))).toBe(true)
})

test('passing by with the Tab key, the pointer or a finger that scrolls is none', async () => {
  const tab = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true })

  expect(await isUsed(tab, event('focusin'), event('pointerdown'), event('scroll'))).toBe(false)
})

test('where consent is asked for, nothing is written before it, and it takes all away again', () => {
  const storage = visitorStorage('shy', true)

  expect(storage.write('token')).toBe(false)
  expect(localStorage.length).toBe(0)

  storage.allow(true)
  expect(storage.write('token')).toBe(true)
  expect(storage.read()).toBe('token')

  storage.allow(false)
  expect(storage.write('token')).toBe(false)
  expect(localStorage.length).toBe(0)
})

test('where it is not, what the page tells of consent changes nothing', () => {
  const storage = visitorStorage('plain', false)

  storage.allow(false)

  expect(storage.write('token')).toBe(true)
})
