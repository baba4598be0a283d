// @vitest-environment jsdom
import { expect, test } from 'vitest'

import { beside, stopsHere } from './tour'

const SCREEN = { width: 1440, height: 900 }
const CARD = { width: 320, height: 180 }

test('a stop whose part is not on the screen is left out', () => {
  const root = document.createElement('div')
  root.innerHTML = '<div data-testid="canvas"></div><button data-testid="publish"></button>'

  expect(stopsHere(root).map(({ id }) => id)).toEqual(['canvas', 'publish'])
})

test('beside a button the card stands below it and inside the screen', () => {
  const place = beside({ left: 1340, top: 10, width: 90, height: 36 }, CARD, SCREEN)

  expect(place).toEqual({ left: 1112, top: 58 })
})

test('beside a side panel it stands on the free side', () => {
  expect(beside({ left: 0, top: 56, width: 232, height: 844 }, CARD, SCREEN).left).toBe(244)
  expect(beside({ left: 1080, top: 56, width: 360, height: 844 }, CARD, SCREEN).left).toBe(748)
})

test('what fills the screen holds it inside', () => {
  const { left, top } = beside({ left: 232, top: 56, width: 848, height: 844 }, CARD, SCREEN)

  expect([left, top]).toEqual([496, 337.3333333333333])
})
