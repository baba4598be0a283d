import { expect, test } from 'vitest'

import { CATALOGUE, testFlow } from './testFlow'
import { neighbour, type Direction } from './walk'

const walk = (id: string, ...ways: Direction[]) => {
  const flow = testFlow()
  flow.layout = { ...flow.layout, 'human-1': { x: 560, y: 300 } }
  let at: string | null = id
  for (const way of ways) at = at && neighbour(flow, CATALOGUE, at, way)
  return at
}

test('right and left go along the wires', () => {
  expect(walk('@start', 'right')).toBe('hello')
  expect(walk('@start', 'right', 'right', 'right')).toBe('bye')
  expect(walk('bye', 'left')).toBe('menu')
  expect(walk('hello', 'left')).toBe('@start')
  expect(walk('human-1', 'right')).toBe('menu')
})

test('of several ways back the nearest is taken', () => {
  const flow = testFlow()
  flow.layout = { ...flow.layout, 'human-1': { x: 560, y: 40 } }

  expect(neighbour(flow, CATALOGUE, 'menu', 'left')).toBe('human-1')
})

test('up and down go to what stands there, mostly in the same column', () => {
  expect(walk('human-1', 'up')).toBe('menu')
  expect(walk('menu', 'down')).toBe('human-1')
})

test('where nothing is, one stays', () => {
  expect(walk('bye', 'right')).toBeNull()
  expect(walk('@start', 'left')).toBeNull()
  expect(walk('human-1', 'down')).toBeNull()
  expect(walk('nobody', 'right')).toBeNull()
})
