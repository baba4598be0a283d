import { expect, test } from 'vitest'

import type { Catalogue, Flow, Problem } from '../../shared/flow'
import { arrange } from './arrange'
import { CATALOGUE, SPOKEN, testFlow, thousandSteps } from './testFlow'
import { toCanvas, type Canvas } from './toCanvas'

function drawn(
  flow: Flow,
  catalogue: Catalogue,
  problems: readonly Problem[],
  before?: Canvas,
): Canvas {
  return toCanvas(flow, catalogue, problems, SPOKEN, {}, before)
}

const problem = (node: string | null): Problem => ({
  code: 'flow.E001',
  level: 'error',
  unfinished: false,
  message: 'Wrong.',
  hint: '',
  node,
  field: null,
  fix: null,
})

test('a document becomes cards and wires', () => {
  const { nodes, edges } = drawn(testFlow(), CATALOGUE, [])

  expect(nodes.map((node) => [node.id, node.type])).toEqual([
    ['@start', 'start'],
    ['human-1', 'trigger'],
    ['hello', 'card'],
    ['menu', 'card'],
    ['bye', 'card'],
  ])
  expect(edges.map((edge) => `${edge.id}>${edge.target}`)).toEqual([
    '@start:next>hello',
    'human-1:next>menu',
    'hello:next>menu',
    'menu:parcel>bye',
  ])
})

test('ports are those of the items first and the problem port last', () => {
  const menu = drawn(testFlow(), CATALOGUE, []).nodes.find((node) => node.id === 'menu')

  expect(menu?.data.ports.map((port) => [port.label, port.wired, port.problem ?? false])).toEqual([
    ['Parcel', true, false],
    ['Other', false, false],
    ['something else', false, true],
  ])
})

test('each problem lands on its card, one about the whole flow on none', () => {
  const { nodes } = drawn(testFlow(), CATALOGUE, [
    problem('menu'),
    problem('human-1'),
    problem(null),
  ])

  expect(nodes.filter((node) => node.data.problems.length).map((node) => node.id)).toEqual([
    'human-1',
    'menu',
  ])
})

test('a wire to nowhere is not drawn and a wire from an unknown port shows that port', () => {
  const flow = testFlow()
  flow.edges.push(
    { source: 'hello', port: 'gone', target: 'bye' },
    { source: 'bye', port: 'next', target: 'nobody' },
  )
  const { nodes, edges } = drawn(flow, CATALOGUE, [])

  expect(edges.map((edge) => edge.id)).toContain('hello:gone')
  expect(edges.map((edge) => edge.id)).not.toContain('bye:next')
  expect(nodes.find((node) => node.id === 'hello')?.data.ports.map((port) => port.name)).toEqual([
    'next',
    'gone',
  ])
})

test('a node of an unknown type is still drawn', () => {
  const flow = testFlow()
  flow.nodes.push({ id: 'x', type: 'mystery', title: '', config: {} })

  expect(drawn(flow, CATALOGUE, []).nodes.at(-1)).toMatchObject({
    id: 'x',
    data: { info: undefined, ports: [] },
  })
})

test('a port that may share the wire of another says so until it has its own', () => {
  const flow = testFlow()
  const ask = CATALOGUE.get('message')
  const low = { name: 'low', label: 'low score', required: false, otherwise: 'next' }
  const survey = { ...ask!, name: 'survey', ports: [{ name: 'next', label: 'on' }, low] }
  flow.triggers = []
  flow.nodes = [{ id: 'rate', type: 'survey', title: '', config: {} }]
  const shown = (wires: Flow['edges']) => {
    const [, card] = drawn({ ...flow, edges: wires }, new Map([['survey', survey]]), []).nodes
    return card?.data.ports.map((port) => port.sameAs)
  }

  expect(shown([])).toEqual([undefined, 'on'])
  expect(shown([{ source: 'rate', port: 'low', target: 'rate' }])).toEqual([undefined, undefined])
})

test('tidying runs left to right and siblings follow the order of ports', () => {
  const flow = testFlow()
  flow.nodes.push({ id: 'aaa', type: 'end', title: '', config: {} })
  flow.edges = [
    { source: 'hello', port: 'next', target: 'menu' },
    { source: 'menu', port: 'other', target: 'aaa' },
    { source: 'menu', port: 'parcel', target: 'bye' },
  ]
  const places = arrange(flow, CATALOGUE)
  const at = (id: string) => places[id] ?? { x: NaN, y: NaN }

  expect(at('start').x).toBeLessThan(at('hello').x)
  expect(at('hello').x).toBeLessThan(at('menu').x)
  expect(at('bye').x).toBe(at('aaa').x)
  expect(at('bye').y).toBeLessThan(at('aaa').y)
  expect(Object.values(places).every(({ x, y }) => x % 4 === 0 && y % 4 === 0)).toBe(true)
})

test('typing in one of a thousand cards makes one new card and nothing else', () => {
  const flow = thousandSteps()
  const before = drawn(flow, CATALOGUE, [])
  const typed = { ...flow.nodes[500]!, config: { text: 'y' } }
  const after = drawn({ ...flow, nodes: flow.nodes.with(500, typed) }, CATALOGUE, [], before)
  const cards = new Set(before.nodes)
  const wires = new Set(before.edges)

  expect(after.nodes.filter((node) => !cards.has(node)).map((node) => node.id)).toEqual([typed.id])
  expect(after.edges.every((edge) => wires.has(edge))).toBe(true)
})

test('a wire that is drawn or cut changes the ports of its two cards only', () => {
  const flow = thousandSteps()
  const before = drawn(flow, CATALOGUE, [])
  const cut = { ...flow, edges: flow.edges.filter((edge) => edge.source !== 'n7') }
  const after = drawn(cut, CATALOGUE, [], before)
  const cards = new Set(before.nodes)

  expect(after.nodes.filter((node) => !cards.has(node)).map((node) => node.id)).toEqual(['n7'])
  expect(after.nodes.find((node) => node.id === 'n7')?.data.ports[0]?.wired).toBe(false)
  expect(after.edges).toHaveLength(before.edges.length - 1)
})

test('cards of a large flow have a guessed measure, those of a small one none', () => {
  const [, , card] = drawn(thousandSteps(), CATALOGUE, []).nodes
  const small = drawn(testFlow(), CATALOGUE, []).nodes

  expect(card?.measured?.width).toBe(264)
  expect(card?.handles?.map((handle) => handle.id)).toEqual(['in', 'next'])
  expect(small.every((node) => !node.measured && !node.handles)).toBe(true)
})

test('a thousand cards are projected in well under a tenth of a second', () => {
  const flow = thousandSteps()
  const began = performance.now()
  const { nodes } = drawn(flow, CATALOGUE, [])

  expect(nodes).toHaveLength(1_005)
  expect(performance.now() - began).toBeLessThan(500)
})

test('folding a card draws it and the wires that leave it anew, and nothing else', () => {
  const flow = testFlow()
  const before = drawn(flow, CATALOGUE, [])
  const layout = { ...flow.layout, menu: { ...flow.layout['menu']!, compact: true } }
  const after = drawn({ ...flow, layout }, CATALOGUE, [], before)

  const fresh = after.nodes.filter((node) => !before.nodes.includes(node))
  expect(fresh.map((node) => node.id)).toEqual(['menu'])
  const wires = after.edges.filter((edge) => !before.edges.includes(edge))
  expect(wires.map((edge) => edge.id)).toEqual(['menu:parcel'])
  expect(wires[0]?.data).toMatchObject({ fromCompact: true, isTelling: true, label: 'Parcel' })
})
