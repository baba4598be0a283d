import { expect, test } from 'vitest'

import { createDocumentStore } from './documentStore'
import { outlineOf, sameStep } from './outline'
import { connect, rename } from './recipes'
import { CATALOGUE, testFlow } from './testFlow'

const read = (change: (flow: ReturnType<typeof testFlow>) => void = () => undefined) => {
  const flow = structuredClone(testFlow())
  change(flow)
  return outlineOf(flow, CATALOGUE)
}

test('steps are told along the wires, each with where its ports lead', () => {
  const { start, steps, loose, triggers } = read()

  expect(start.target).toBe('hello')
  expect(steps.map((step) => [step.number, step.node.id])).toEqual([
    [1, 'hello'],
    [2, 'menu'],
    [3, 'bye'],
  ])
  expect(steps[1]?.ways.map((way) => [way.label, way.target, way.isProblem])).toEqual([
    ['Parcel', 'bye', false],
    ['Other', null, false],
    ['something else', null, true],
  ])
  expect(triggers.map(({ way }) => way.target)).toEqual(['menu'])
  expect(loose).toEqual([])
})

test('one way is told to its end before the next begins, and a loop ends where it was', () => {
  const { steps } = read((flow) => {
    flow.nodes.push({ id: 'after', type: 'message', title: '', config: { text: '' } })
    flow.nodes.push({ id: 'other', type: 'message', title: '', config: { text: '' } })
    flow.edges.push(
      { source: 'bye', port: 'next', target: 'after' },
      { source: 'after', port: 'next', target: 'menu' },
      { source: 'menu', port: 'other', target: 'other' },
    )
  })

  expect(steps.map((step) => step.node.id).slice(0, 3)).toEqual(['hello', 'menu', 'bye'])
  expect(steps.at(-1)?.node.id).toBe('other')
})

test('what no way leads to is told apart, with numbers that go on', () => {
  const { steps, loose, numbers } = read((flow) => {
    flow.nodes.push({ id: 'lost', type: 'message', title: '', config: {} })
    flow.edges.push({ source: 'hello', port: 'gone', target: 'nobody' })
  })

  expect(steps).toHaveLength(3)
  expect(loose.map((step) => [step.number, step.node.id])).toEqual([[4, 'lost']])
  expect(numbers.get('lost')).toBe(4)
})

test('a very long flow is told without running out of stack', () => {
  const { steps } = read((flow) => {
    for (let n = 0; n < 10_000; n += 1) {
      flow.nodes.push({ id: `n${n}`, type: 'message', title: '', config: {} })
      flow.edges.push({ source: n ? `n${n - 1}` : 'bye', port: 'next', target: `n${n}` })
    }
  })

  expect(steps.length).toBeGreaterThan(2)
})

test.each([
  ['a letter typed', 'edit.rename', ['hello']],
  ['a wire drawn', 'edit.connect', ['menu']],
])('%s makes no other step another one', (_what, label, changed) => {
  const documents = createDocumentStore(testFlow())
  const told = () => outlineOf(documents.getState().document, CATALOGUE).steps
  const before = told()
  documents.getState().edit(label, (flow) => {
    if (label === 'edit.rename') rename(flow, 'hello', 'A')
    else connect(flow, 'menu', 'other', 'bye')
  })
  const others = told().filter((step, at) => !before[at] || !sameStep(step, before[at]))

  expect(others.map(({ node }) => node.id)).toEqual(changed)
})
