import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { bend, connect, START_CARD } from './recipes'
import { followers, isLoose, mainPort, makeRoom, removeAndReconnect, spliceIn } from './splice'
import { CATALOGUE, testFlow } from './testFlow'

function after(recipe: (flow: Flow) => void): Flow {
  const flow = structuredClone(testFlow())
  recipe(flow)
  return flow
}
const extra = { id: 'extra', type: 'message', title: '', config: {} }

test('a node put into a wire leads on to where the wire led', () => {
  const flow = after((f) => {
    f.nodes.push(extra)
    bend(f, 'hello', 'next', { x: 40, y: 0 })
    spliceIn(f, { source: 'hello', port: 'next' }, 'extra', 'next')
  })

  expect(flow.edges).toContainEqual({ source: 'hello', port: 'next', target: 'extra' })
  expect(flow.edges).toContainEqual({ source: 'extra', port: 'next', target: 'menu' })
  expect(flow.layout['hello:next']).toBeUndefined()
})

test('the wires of the start and of triggers take a node too', () => {
  const flow = after((f) => {
    f.nodes.push(extra, { ...extra, id: 'other' })
    spliceIn(f, { source: START_CARD, port: 'next' }, 'extra', 'next')
    spliceIn(f, { source: 'human-1', port: 'next' }, 'other', 'next')
  })

  expect(flow.start).toBe('extra')
  expect(flow.triggers[0]?.target).toBe('other')
  expect(flow.edges).toContainEqual({ source: 'extra', port: 'next', target: 'hello' })
  expect(flow.edges).toContainEqual({ source: 'other', port: 'next', target: 'menu' })
})

test('the usual way on is "next", else the first that is no problem; an end has none', () => {
  const menu = testFlow().nodes[1]!

  expect(mainPort(CATALOGUE.get('message'), extra)).toBe('next')
  expect(mainPort(CATALOGUE.get('choices'), menu)).toBe('parcel')
  expect(mainPort(CATALOGUE.get('end'), extra)).toBeNull()
})

test('room is made by moving what follows, and nothing else', () => {
  const flow = after((f) => makeRoom(f, 'menu', 600, 300))

  expect(flow.layout['menu']?.x).toBe(900)
  expect(flow.layout['bye']?.x).toBe(1300)
  expect(flow.layout['hello']?.x).toBe(200)
})

test('room is made once in a flow that runs in a circle', () => {
  const flow = after((f) => {
    connect(f, 'menu', 'other', 'hello')
    connect(f, 'menu', 'parcel', 'menu')
    makeRoom(f, 'menu', 600, 300)
  })

  expect(flow.layout['menu']?.x).toBe(900)
  expect(flow.layout['hello']?.x).toBe(200)
})

test('taking a node out leads its wires on', () => {
  const flow = after((f) => removeAndReconnect(f, CATALOGUE, new Set(['menu'])))

  expect(flow.edges).toEqual([{ source: 'hello', port: 'next', target: 'bye' }])
  expect(flow.triggers[0]?.target).toBe('bye')
})

test('taking a row of nodes out leads the wire past all of them, the start too', () => {
  const flow = after((f) => removeAndReconnect(f, CATALOGUE, new Set(['hello', 'menu'])))

  expect(flow.start).toBe('bye')
  expect(flow.edges).toEqual([])
})

test('where two ways lead on, neither is guessed', () => {
  const flow = after((f) => {
    connect(f, 'menu', 'other', 'hello')
    expect(followers(f, CATALOGUE, new Set(['menu'])).size).toBe(0)
    removeAndReconnect(f, CATALOGUE, new Set(['menu']))
  })

  expect(flow.edges).toEqual([])
  expect(flow.triggers[0]?.target).toBeNull()
})

test('nodes that lead only to each other go as with a plain delete', () => {
  const flow = after((f) => {
    connect(f, 'menu', 'parcel', 'hello')
    removeAndReconnect(f, CATALOGUE, new Set(['hello', 'menu']))
  })

  expect(flow.start).toBeNull()
  expect(flow.nodes.map((node) => node.id)).toEqual(['bye'])
})

test('loose is what no wire touches', () => {
  const flow = after((f) => f.nodes.push(extra))

  expect(isLoose(flow, 'extra')).toBe(true)
  expect(isLoose(flow, 'hello')).toBe(false)
  expect(isLoose(flow, 'bye')).toBe(false)
})
