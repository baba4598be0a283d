import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { merged, mergedWires } from './joinCanvas'
import { CATALOGUE, SPOKEN, testFlow, thousandSteps } from './testFlow'
import { toCanvas, type Canvas } from './toCanvas'

const drawn = (flow: Flow, before?: Canvas) => toCanvas(flow, CATALOGUE, [], SPOKEN, {}, before)

test('joining keeps selection, measures and unchanged data', () => {
  const flow = testFlow()
  const first = drawn(flow).nodes.map((node) => ({
    ...node,
    selected: true,
    measured: { width: 264 },
  }))
  const second = merged(
    first,
    drawn({ ...flow, layout: { ...flow.layout, menu: { x: 4, y: 4 } } }).nodes,
  )

  expect(second.every((node, index) => node.selected && node.data === first[index]?.data)).toBe(
    true,
  )
  expect(second.find((node) => node.id === 'menu')?.position).toEqual({ x: 4, y: 4 })
})

test('after typing in one of a thousand cards React Flow gets one new card and nothing else', () => {
  const flow = thousandSteps()
  const before = drawn(flow)
  const typed = { ...flow.nodes[500]!, config: { text: 'y' } }
  const after = drawn({ ...flow, nodes: flow.nodes.with(500, typed) }, before)
  const cards = new Set(before.nodes)

  expect(merged(before.nodes, after.nodes).filter((node) => !cards.has(node))).toHaveLength(1)
  expect(merged(before.nodes, before.nodes)).toBe(before.nodes)
  expect(mergedWires(before.edges, before.edges)).toBe(before.edges)
})

test('a card that was seen keeps its measure when what it shows is new', () => {
  const [, , card] = drawn(thousandSteps()).nodes
  const problem = {
    code: 'flow.E001',
    level: 'error' as const,
    unfinished: false,
    message: '',
    hint: '',
  }
  const about = { ...problem, node: card!.id, field: null, fix: null }
  const seen = { ...card!, measured: { width: 264, height: 130 }, handles: undefined }
  const typed = { ...card!, data: { ...card!.data, problems: [about] } }
  const [kept] = merged([seen as never], [typed as never])

  expect(kept).toMatchObject({
    measured: { height: 130 },
    data: { problems: [{ node: card!.id }] },
  })
  expect(kept?.handles).toBeUndefined()
})

test('a note that is resized elsewhere takes its new size', () => {
  const flow = testFlow()
  const note = { id: 'n', text: '', color: 'rose' as const, width: 200, height: 100 }
  const before = drawn({ ...flow, notes: [note] })
  const after = drawn({ ...flow, notes: [{ ...note, width: 300 }] }, before)

  expect(merged(before.nodes, after.nodes).find((node) => node.id === 'n')?.width).toBe(300)
})
