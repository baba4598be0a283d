import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { fragmentOf, freshIds, renumbered } from './fragment'
import { fromCanvas } from './fromCanvas'
import * as recipes from './recipes'
import { CATALOGUE, testFlow } from './testFlow'

function after(recipe: (flow: Flow) => void): Flow {
  const flow = structuredClone(testFlow())
  recipe(flow)
  return flow
}

test('a second wire from a port replaces the first', () => {
  const flow = after((f) => recipes.connect(f, 'hello', 'next', 'bye'))

  expect(flow.edges.filter((edge) => edge.source === 'hello')).toEqual([
    { source: 'hello', port: 'next', target: 'bye' },
  ])
})

test('wires of the start card and of triggers are their own fields', () => {
  const flow = after((f) => {
    recipes.connect(f, recipes.START_CARD, 'next', 'menu')
    recipes.disconnect(f, 'human-1', 'next')
  })

  expect(flow.start).toBe('menu')
  expect(flow.triggers[0]?.target).toBeNull()
})

test('removing a node takes its wires, its place and what pointed at it', () => {
  const flow = after((f) => recipes.remove(f, new Set(['menu'])))

  expect(flow.edges).toEqual([])
  expect(flow.triggers[0]?.target).toBeNull()
  expect(flow.layout['menu']).toBeUndefined()
  expect(flow.start).toBe('hello')
})

test('the first node of an empty flow becomes its start', () => {
  const flow = after((f) => {
    f.nodes = []
    f.start = null
    recipes.addNode(f, { id: 'a', type: 'message', title: '', config: {} }, { x: 1, y: 2 })
  })

  expect(flow.start).toBe('a')
  expect(flow.layout['a']).toEqual({ x: 0, y: 4 })
})

test('a wire follows an option whose short name changes', () => {
  const options = [
    { value: 'package', label: 'Package' },
    { value: 'other', label: 'Other' },
  ]
  const flow = after((f) => recipes.configure(f, 'menu', { options }, CATALOGUE))

  expect(flow.edges).toContainEqual({ source: 'menu', port: 'package', target: 'bye' })
})

test('a wire goes with an option that is removed, and stays when options change places', () => {
  const removed = after((f) =>
    recipes.configure(f, 'menu', { options: [{ value: 'other', label: 'Other' }] }, CATALOGUE),
  )
  const swapped = after((f) =>
    recipes.configure(f, 'menu', { options: [{ value: 'other' }, { value: 'parcel' }] }, CATALOGUE),
  )

  expect(removed.edges).toEqual([{ source: 'hello', port: 'next', target: 'menu' }])
  expect(swapped.edges).toContainEqual({ source: 'menu', port: 'parcel', target: 'bye' })
})

test('a copy has ids of its own and its inner wires', () => {
  const flow = testFlow()
  const fragment = fragmentOf(flow, new Set(['menu', 'bye', 'human-1']))
  const copy = renumbered(flow, fragment, freshIds(flow, fragment), { x: 40, y: 40 })

  expect(copy.nodes.map((node) => node.id)).toEqual(['menu-1', 'bye-1'])
  expect(copy.edges).toEqual([{ source: 'menu-1', port: 'parcel', target: 'bye-1' }])
  expect(copy.triggers[0]).toMatchObject({ id: 'human-2', target: 'menu-1' })
  expect(copy.layout['menu-1']).toEqual({ x: 640, y: 40 })
})

test('reconnecting the other end frees the old port', () => {
  const { recipe } = fromCanvas({
    kind: 'reconnected',
    from: { source: 'menu', port: 'parcel' },
    to: { source: 'menu', port: 'other', target: 'bye' },
  })
  const flow = after(recipe)

  expect(flow.edges).toEqual([
    { source: 'hello', port: 'next', target: 'menu' },
    { source: 'menu', port: 'other', target: 'bye' },
  ])
})

test('places are whole pixels, a folded card stays folded, the start card keeps its key', () => {
  const flow = after((f) => {
    recipes.fold(f, new Set(['hello', 'nobody']), true)
    recipes.move(f, { [recipes.START_CARD]: { x: 13.7, y: -6.2 }, hello: { x: 1, y: 1 } })
  })

  expect(flow.layout['start']).toEqual({ x: 14, y: -6 })
  expect(flow.layout['hello']).toEqual({ x: 1, y: 1, compact: true })
  recipes.fold(flow, new Set(['hello']), false)
  expect(flow.layout['hello']).toEqual({ x: 1, y: 1 })
})

test('a bend goes with its wire and follows a port that is renamed', () => {
  const by = { x: 41, y: 0 }
  const bent = (f: Flow) => recipes.bend(f, 'menu', 'parcel', by)
  const options = [{ value: 'package' }, { value: 'other' }]

  expect(after(bent).layout['menu:parcel']).toEqual({ x: 40, y: 0 })
  const gone = [
    (f: Flow) => recipes.bend(f, 'menu', 'parcel', { x: 0, y: 0 }),
    (f: Flow) => recipes.disconnect(f, 'menu', 'parcel'),
    (f: Flow) => recipes.remove(f, new Set(['bye'])),
    (f: Flow) => recipes.configure(f, 'menu', { options: [] }, CATALOGUE),
  ].map((recipe) => after((f) => (bent(f), recipe(f))))
  expect(gone.map((flow) => flow.layout['menu:parcel'])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  const renamed = after((f) => (bent(f), recipes.configure(f, 'menu', { options }, CATALOGUE)))
  expect(renamed.layout['menu:package']).toEqual({ x: 40, y: 0 })
  expect(renamed.layout['menu:parcel']).toBeUndefined()
})

test('a free id never repeats one of the flow', () => {
  const flow = testFlow()

  expect(recipes.freeId(flow, 'human')).toBe('human-2')
  expect(recipes.freeId(flow, '…')).toBe('node-1')
})
