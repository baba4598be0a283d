import { expect, test } from 'vitest'

import { emptyFlow } from '../../shared/flow'
import type { Flow } from '../../shared/flow'
import { CATALOGUE } from '../state/testFlow'
import { partOf } from './partOf'

const node = (id: string, text: string) => ({ id, type: 'message', title: '', config: { text } })
const variable = (name: string) => ({
  name,
  kind: 'text' as const,
  personal: false,
  initial: null,
})
const FLOW: Flow = {
  ...emptyFlow(),
  id: '7',
  start: 'a',
  variables: [variable('used'), variable('other')],
  nodes: [node('a', 'A {{ other }}'), node('b', 'B {{ used }}'), node('c', 'C')],
  edges: [
    { source: 'a', port: 'next', target: 'b' },
    { source: 'b', port: 'next', target: 'c' },
  ],
  triggers: [{ id: 't', kind: 'human', target: 'a', words: [], after_s: null }],
  layout: { a: { x: 0, y: 0 }, b: { x: 400, y: 0 }, c: { x: 200, y: 90 }, t: { x: 0, y: 9 } },
}

test('a part has its own steps, the wires inside it and the variables they use', () => {
  const part = partOf(FLOW, new Set(['b', 'c']), CATALOGUE)

  expect(part.nodes.map(({ id }) => id)).toEqual(['b', 'c'])
  expect(part.edges).toEqual([{ source: 'b', port: 'next', target: 'c' }])
  expect(part.variables.map(({ name }) => name)).toEqual(['used'])
  expect(part.id).toBe('')
})

test('a part without the start of the flow begins at its leftmost step', () => {
  expect(partOf(FLOW, new Set(['b', 'c']), CATALOGUE).start).toBe('c')
  expect(partOf(FLOW, new Set(['a', 'c']), CATALOGUE).start).toBe('a')
})

test('a trigger that leads out of the part leads nowhere', () => {
  expect(partOf(FLOW, new Set(['b', 't']), CATALOGUE).triggers[0]?.target).toBeNull()
})
