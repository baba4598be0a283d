// @vitest-environment jsdom
import { expect, test } from 'vitest'

import { beside, ringAround, stopsHere, type Box, type Size } from './tour'

const CARD = { width: 320, height: 190 }
const DESK = { width: 1440, height: 900 }
const TABLET = { width: 820, height: 1180 }
const PHONE = { width: 390, height: 844 }

const box = (left: number, top: number, width: number, height: number): Box => ({
  left,
  top,
  width,
  height,
})

test('a stop whose part is not on the screen is left out', () => {
  const root = document.createElement('div')
  root.innerHTML = '<div data-testid="card-start"></div><button data-testid="publish"></button>'

  expect(stopsHere(root).map(({ id }) => id)).toEqual(['canvas', 'publish'])
})

test('where the palette has no room, its button stands for it', () => {
  const root = document.createElement('div')
  root.innerHTML = '<button data-testid="open-palette"></button>'

  expect(stopsHere(root).map(({ id }) => id)).toEqual(['addStep'])
})

test('beside a button the bubble stands below it, inside the screen, its tip on the button', () => {
  const { left, top, side, tip } = beside(box(1340, 10, 90, 36), CARD, DESK)

  expect({ left, top, side }).toEqual({ left: 1112, top: 62, side: 'below' })
  expect(left + tip).toBe(1385)
})

test('beside a side panel it stands on the free side', () => {
  expect(beside(box(0, 56, 232, 844), CARD, DESK)).toMatchObject({ left: 248, side: 'behind' })
  expect(beside(box(1080, 56, 360, 844), CARD, DESK)).toMatchObject({ left: 744, side: 'before' })
})

test.each<[string, Size, Box]>([
  ['the palette', DESK, box(0, 56, 232, 844)],
  ['the start card', DESK, box(296, 393, 142, 44)],
  ['the settings', DESK, box(1080, 56, 360, 844)],
  ['the button for steps on a tablet', TABLET, box(12, 68, 52, 52)],
  ['the settings on a tablet', TABLET, box(460, 56, 360, 1124)],
  ['the button for steps on a phone', PHONE, box(322, 776, 52, 52)],
  ['the start card on a phone', PHONE, box(129, 96, 142, 44)],
  ['a sheet on a phone', PHONE, box(0, 321, 390, 523)],
  ['the last button of the bar', PHONE, box(296, 10, 86, 36)],
])('the bubble is on the screen and never over %s', (_what, screen, part) => {
  const { left, top } = beside(part, CARD, screen)

  expect(left).toBeGreaterThanOrEqual(0)
  expect(top).toBeGreaterThanOrEqual(0)
  expect(left + CARD.width).toBeLessThanOrEqual(screen.width)
  expect(top + CARD.height).toBeLessThanOrEqual(screen.height)
  const isApart =
    left + CARD.width <= part.left ||
    left >= part.left + part.width ||
    top + CARD.height <= part.top ||
    top >= part.top + part.height
  expect(isApart).toBe(true)
})

test('the ring around a part at the edge of the screen is seen on every side', () => {
  expect(ringAround(box(1080, 56, 360, 844), DESK)).toEqual(box(1072, 48, 366, 850))
})
