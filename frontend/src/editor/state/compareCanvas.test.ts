import { expect, test } from 'vitest'

import { compareCanvas } from './compareCanvas'
import { differences } from './differences'
import { CATALOGUE, SPOKEN, testFlow } from './testFlow'

function compared(change: (flow: ReturnType<typeof testFlow>) => void) {
  const base = testFlow()
  const other = structuredClone(base)
  change(other)
  return compareCanvas(base, other, CATALOGUE, differences(base, other, CATALOGUE), SPOKEN)
}

const changes = (canvas: ReturnType<typeof compared>) =>
  Object.fromEntries(
    [...canvas.nodes, ...canvas.edges]
      .filter((each) => each.data?.change)
      .map((each) => [each.id, each.data?.change]),
  )

test('cards and wires say what became of them', () => {
  const canvas = compared((flow) => {
    flow.nodes = flow.nodes.filter((node) => node.id !== 'bye')
    flow.nodes.push({ id: 'new', type: 'message', title: '', config: {} })
    if (flow.nodes[0]) flow.nodes[0].config = { text: 'Hi' }
    flow.edges[1] = { source: 'menu', port: 'parcel', target: 'new' }
    flow.layout['new'] = { x: 1000, y: 400 }
  })

  expect(changes(canvas)).toEqual({
    hello: 'changed',
    new: 'added',
    bye: 'removed',
    'menu:parcel': 'added',
    'was:menu:parcel': 'removed',
  })
})

test('a card that only moved is drawn where it is, unmarked', () => {
  const canvas = compared((flow) => void (flow.layout['menu'] = { x: 640, y: 320 }))

  expect(changes(canvas)).toEqual({})
  expect(canvas.nodes.find((node) => node.id === 'menu')?.position).toEqual({ x: 640, y: 320 })
})

test('a ghost covers no card that is there', () => {
  const canvas = compared((flow) => {
    flow.nodes[2] = { id: 'new', type: 'end', title: '', config: {} }
    flow.layout['new'] = flow.layout['bye'] ?? { x: 0, y: 0 }
  })
  const place = (id: string) => canvas.nodes.find((node) => node.id === id)?.position

  expect(place('bye')?.x).toBe(place('new')?.x)
  expect(place('bye')?.y).toBeGreaterThan((place('new')?.y ?? 0) + 40)
})

test('a wire that is gone keeps the port that it hung on', () => {
  const canvas = compared((flow) => {
    const menu = flow.nodes[1]
    if (menu) menu.config = { ...menu.config, options: [{ value: 'other', label: 'Other' }] }
    flow.edges = flow.edges.filter((edge) => edge.port !== 'parcel')
  })
  const menu = canvas.nodes.find((node) => node.id === 'menu')

  expect(menu?.data.ports.map((port) => port.name)).toContain('parcel')
  expect(changes(canvas)).toEqual({ menu: 'changed', 'was:menu:parcel': 'removed' })
})

test('ids on the canvas are unique', () => {
  const canvas = compared((flow) => {
    flow.start = 'menu'
    flow.edges[0] = { source: 'hello', port: 'next', target: 'bye' }
  })
  const ids = [...canvas.nodes, ...canvas.edges].map((each) => each.id)

  expect(new Set(ids).size).toBe(ids.length)
})
