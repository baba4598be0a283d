import { expect, test } from 'vitest'

import { aligned, distributed } from './alignment'
import { linesOf, snap } from './guides'

const BOXES = new Map([
  ['a', { x: 0, y: 0, width: 100, height: 40 }],
  ['b', { x: 300, y: 30, width: 200, height: 100 }],
  ['c', { x: 120, y: 200, width: 100, height: 60 }],
])

test('cards share an edge or a middle', () => {
  const xs = (how: Parameters<typeof aligned>[1]) =>
    Object.values(aligned(BOXES, how)).map((place) => place.x)
  const ys = (how: Parameters<typeof aligned>[1]) =>
    Object.values(aligned(BOXES, how)).map((place) => place.y)

  expect(xs('Left')).toEqual([0, 0, 0])
  expect(xs('Centre')).toEqual([200, 150, 200])
  expect(xs('Right')).toEqual([400, 300, 400])
  expect(ys('Left')).toEqual([0, 30, 200])
  expect(ys('Top')).toEqual([0, 0, 0])
  expect(ys('Middle')).toEqual([110, 80, 100])
  expect(ys('Bottom')).toEqual([220, 160, 200])
})

test('the gaps become equal and the outermost stay', () => {
  expect(distributed(BOXES, 'Across')).toEqual({
    a: { x: 0, y: 0 },
    c: { x: 150, y: 200 },
    b: { x: 300, y: 30 },
  })
  expect(distributed(BOXES, 'Down')['b']).toEqual({ x: 300, y: 70 })
})

test('what is dragged snaps to the nearest edge or middle, and a line says which', () => {
  const lines = linesOf([...BOXES.values()])
  const found = snap({ x: 303, y: 500, width: 80, height: 40 }, lines, 6)

  expect([found.dx, found.dy]).toEqual([-3, 0])
  expect(found.guides).toEqual([{ axis: 'x', at: 300, from: 30, to: 540 }])
})

test('out of reach nothing snaps', () => {
  const lines = linesOf([...BOXES.values()])

  expect(snap({ x: 600, y: 500, width: 80, height: 40 }, lines, 6)).toEqual({
    dx: 0,
    dy: 0,
    guides: [],
  })
  expect(snap({ x: 0, y: 0, width: 80, height: 40 }, linesOf([]), 6).guides).toEqual([])
})
