// @vitest-environment jsdom
import { expect, test } from 'vitest'

import { firstUse } from './storage'

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
