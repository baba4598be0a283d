import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import type { Compared } from './compareCanvas'
import { boxAround, cardsOf, conflictCanvases } from './conflictCanvas'
import { mergeFlows } from './merge'
import { addNode, connect, move, remove, rename } from './recipes'
import { CATALOGUE, SPOKEN, testFlow } from './testFlow'

function changed(change: (flow: Flow) => void): Flow {
  const flow = testFlow()
  change(flow)
  return flow
}

const drawn = (mine: Flow, theirs: Flow) =>
  conflictCanvases(testFlow(), { mine, theirs }, CATALOGUE, SPOKEN)

const changes = (canvas: Compared) =>
  Object.fromEntries(
    canvas.nodes.filter((each) => each.data.change).map((each) => [each.id, each.data.change]),
  )

const placeOf = (canvas: Compared, id: string) =>
  canvas.nodes.find((node) => node.id === id)?.position

const collisionCards = (mine: Flow, theirs: Flow) =>
  mergeFlows(testFlow(), mine, theirs).collisions.map(cardsOf)

test('each canvas shows what its author did, and not what the other did', () => {
  const canvases = drawn(
    changed((flow) => {
      rename(flow, 'hello', 'Mine')
      remove(flow, new Set(['bye']))
    }),
    changed((flow) => {
      rename(flow, 'hello', 'Theirs')
      addNode(flow, { id: 'new', type: 'end', title: '', config: {} }, { x: 600, y: 400 })
    }),
  )

  expect(changes(canvases.mine)).toEqual({ hello: 'changed', bye: 'removed' })
  expect(changes(canvases.theirs)).toEqual({ hello: 'changed', new: 'added' })
})

test('a card stands at one place on both canvases, whoever moved it', () => {
  const canvases = drawn(
    changed((flow) => move(flow, { hello: { x: 40, y: 40 } })),
    changed((flow) => move(flow, { hello: { x: 80, y: 80 }, menu: { x: 640, y: 240 } })),
  )

  expect(placeOf(canvases.mine, 'hello')).toEqual({ x: 40, y: 40 })
  expect(placeOf(canvases.theirs, 'hello')).toEqual({ x: 40, y: 40 })
  expect(placeOf(canvases.mine, 'menu')).toEqual({ x: 640, y: 240 })
})

test('a collision in a step is about its card, also when one author removed it', () => {
  const renamed = changed((flow) => rename(flow, 'bye', 'Mine'))

  expect(
    collisionCards(
      renamed,
      changed((flow) => rename(flow, 'bye', 'Theirs')),
    ),
  ).toEqual([{ mine: ['bye'], theirs: ['bye'] }])
  expect(
    collisionCards(
      renamed,
      changed((flow) => remove(flow, new Set(['bye']))),
    ),
  ).toContainEqual({ mine: ['bye'], theirs: ['bye'] })
})

test('a collision in a wire is about both its ends, on either side', () => {
  const cards = collisionCards(
    changed((flow) => connect(flow, 'menu', 'parcel', 'hello')),
    changed((flow) => connect(flow, 'menu', 'parcel', 'menu')),
  )

  expect(cards).toEqual([{ mine: ['menu', 'hello'], theirs: ['menu', 'menu'] }])
})

test('a way in and the start are about the card they lead to', () => {
  const cards = collisionCards(
    changed((flow) => {
      connect(flow, '@start', 'next', 'menu')
      connect(flow, 'human-1', 'next', 'hello')
    }),
    changed((flow) => {
      connect(flow, '@start', 'next', 'bye')
      connect(flow, 'human-1', 'next', 'bye')
    }),
  )

  expect(cards).toContainEqual({ mine: ['@start', 'menu'], theirs: ['@start', 'bye'] })
  expect(cards).toContainEqual({ mine: ['human-1', 'hello'], theirs: ['human-1', 'bye'] })
})

test('a translation is about the card whose words it translates; a setting about none', () => {
  expect(
    cardsOf({ path: ['translations', 'de', 'hello', 'text'], mine: 'a', theirs: 'b' }),
  ).toEqual({ mine: ['hello'], theirs: ['hello'] })
  expect(cardsOf({ path: ['name'], mine: 'a', theirs: 'b' })).toEqual({ mine: [], theirs: [] })
})

test('what is brought into view holds the cards of both sides, and everything when there are none', () => {
  const canvases = drawn(
    testFlow(),
    changed((flow) =>
      addNode(flow, { id: 'new', type: 'end', title: '', config: {} }, { x: 200, y: 800 }),
    ),
  )
  const box = boxAround(canvases, { mine: ['hello'], theirs: ['hello', 'new'] })
  const all = boxAround(canvases, { mine: ['gone'], theirs: [] })

  expect(box).toMatchObject({ x: 200, y: 0, width: 264 })
  expect(box.height).toBeGreaterThan(800)
  expect(all).toMatchObject({ x: 0, y: 0, width: 1264 })
})
