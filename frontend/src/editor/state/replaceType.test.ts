import { expect, test } from 'vitest'

import type { NodeTypeInfo } from '../../shared/flow'
import { connect } from './recipes'
import { carriedPorts, fits, lostWires, replaceType } from './replaceType'
import { CATALOGUE, testFlow } from './testFlow'

const message = CATALOGUE.get('message')!
const ask: NodeTypeInfo = {
  ...message,
  name: 'ask',
  ports: [
    { name: 'answered', label: 'answered' },
    { name: 'gave_up', label: 'gave up', problem: true },
  ],
  configSchema: {
    type: 'object',
    required: ['question'],
    properties: {
      question: { type: 'string', 'x-control': 'template' },
      retry: { type: 'string', 'x-control': 'template' },
      retries: { type: 'integer', minimum: 0, maximum: 3 },
    },
  },
}

test('a message becomes a question: its words, its place and its wires stay', () => {
  const flow = structuredClone(testFlow())
  replaceType(flow, 'hello', ask, CATALOGUE)

  expect(flow.nodes[0]).toEqual({
    id: 'hello',
    type: 'ask',
    title: '',
    config: { question: 'Hello' },
  })
  expect(flow.edges).toContainEqual({ source: 'hello', port: 'answered', target: 'menu' })
  expect(flow.start).toBe('hello')
})

test('a menu becomes a message: one way stays, the others are lost and counted', () => {
  const flow = structuredClone(testFlow())
  connect(flow, 'menu', 'other', 'hello')
  connect(flow, 'menu', 'fallback', 'bye')

  expect(lostWires(flow, 'menu', message, CATALOGUE)).toBe(2)
  replaceType(flow, 'menu', message, CATALOGUE)

  expect(flow.nodes[1]?.title).toBe('Menu')
  expect(flow.nodes[1]?.config).toEqual({ text: 'What is it about?' })
  expect(flow.edges.filter((edge) => edge.source === 'menu')).toEqual([
    { source: 'menu', port: 'next', target: 'bye' },
  ])
})

test('ports of the same name come first, whatever their order', () => {
  const before = [{ name: 'a' }, { name: 'next' }, { name: 'oops', problem: true }]
  const after = [{ name: 'next' }, { name: 'problem', problem: true }]

  expect([...carriedPorts(['a', 'next', 'oops'], before, after)]).toEqual([
    ['next', 'next'],
    ['oops', 'problem'],
  ])
})

test('a value that the new field could not hold is left behind', () => {
  const schema = ask.configSchema
  const field = (key: string) => schema.properties![key]!

  expect(fits(2, field('retries'), schema)).toBe(true)
  expect(fits(9, field('retries'), schema)).toBe(false)
  expect(fits(1.5, field('retries'), schema)).toBe(false)
  expect(fits('2', field('retries'), schema)).toBe(false)
  expect(fits(['a'], { type: 'array', items: { type: 'string' }, maxItems: 1 }, schema)).toBe(true)
  expect(
    fits(
      [{ value: 'a', label: 'A' }],
      CATALOGUE.get('choices')!.configSchema.properties!['options']!,
      CATALOGUE.get('choices')!.configSchema,
    ),
  ).toBe(true)
  expect(
    fits(
      [{ name: 'a', share: 50 }],
      CATALOGUE.get('choices')!.configSchema.properties!['options']!,
      CATALOGUE.get('choices')!.configSchema,
    ),
  ).toBe(false)
  expect(fits(null, { anyOf: [{ type: 'string' }, { type: 'null' }] }, schema)).toBe(false)
})
