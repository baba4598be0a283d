import type { Transform, Viewport } from '@xyflow/react'
import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'

import { movingTogether } from './together'

/** As much of a canvas as moves; `held` is where its hand stands, from which it is dragged on. */
function canvas() {
  const held: Viewport[] = []
  const panZoom = { syncViewport: (viewport: Viewport) => void held.push(viewport) }
  const transform: Transform = [0, 0, 1]
  const store = createStore(() => ({ transform, panZoom }))
  return { ...store, held, at: () => store.getState().transform }
}

test('where one canvas is moved, the others stand too, and are dragged on from there', () => {
  const join = movingTogether()
  const [one, other, third] = [canvas(), canvas(), canvas()]
  for (const each of [one, other, third]) join(each)
  one.setState({ transform: [10, 20, 0.5] })
  other.setState({ transform: [15, 20, 0.5] })

  expect([one.at(), other.at(), third.at()]).toEqual(Array(3).fill([15, 20, 0.5]))
  expect(one.held).toEqual([{ x: 15, y: 20, zoom: 0.5 }])
  expect(third.held).toEqual([
    { x: 10, y: 20, zoom: 0.5 },
    { x: 15, y: 20, zoom: 0.5 },
  ])
})

test('a canvas that is taken out moves by itself', () => {
  const join = movingTogether()
  const [one, other] = [canvas(), canvas()]
  const leave = join(one)
  join(other)
  leave()
  one.setState({ transform: [1, 1, 1] })
  other.setState({ transform: [2, 2, 1] })

  expect([one.at(), other.at()]).toEqual([
    [1, 1, 1],
    [2, 2, 1],
  ])
})
