import { expect, test } from 'vitest'

import type { CardNode } from '../state/toCanvas'
import { boundsOf, fitted } from './miniMapFit'

const card = (x: number, y: number) =>
  ({ id: `${x}`, position: { x, y }, measured: { width: 264, height: 100 } }) as CardNode

test('every card of a wide flow lands on the map, and the middle in its middle', () => {
  const box = boundsOf([card(-400, 0), card(12_000, 3_000)])
  const { scale, x, y } = fitted(box, 200, 140)

  expect(x + scale * -400).toBeCloseTo(10)
  expect(x + scale * 12_264).toBeCloseTo(190)
  expect(y + scale * 1_550).toBeCloseTo(70)
})

test('a small flow is not blown up and an empty one is no error', () => {
  expect(fitted(boundsOf([card(0, 0)]), 200, 140).scale).toBe(0.14)
  expect(fitted(boundsOf([]), 200, 140)).toEqual({ scale: 0.14, x: 100, y: 70 })
})
