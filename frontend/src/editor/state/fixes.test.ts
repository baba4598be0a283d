import { expect, test } from 'vitest'

import type { Flow, Problem } from '../../shared/flow'
import { recipeOf } from './fixes'
import { CATALOGUE, testFlow } from './testFlow'

function mended(kind: string, data: Record<string, unknown>, node: string | null = null): Flow {
  const problem: Problem = {
    code: 'flow.E001',
    level: 'error',
    unfinished: false,
    message: '',
    hint: '',
    node,
    field: null,
    fix: { kind, label: 'Mend', data },
  }
  const recipe = recipeOf(problem, CATALOGUE)
  const flow = structuredClone(testFlow())
  if (!recipe) throw new Error('No recipe.')
  recipe(flow)
  return flow
}

test('a loose port is led to a new end beside the card', () => {
  const flow = mended('connect_to_end', { port: 'other' }, 'menu')

  expect(flow.edges).toContainEqual({ source: 'menu', port: 'other', target: 'end-1' })
  expect(flow.nodes.at(-1)).toMatchObject({ id: 'end-1', type: 'end' })
  expect(flow.layout['end-1']?.x).toBeGreaterThan(600)
})

test('a way to a person is a trigger led to a handoff', () => {
  const flow = mended('add_handoff', {})

  expect(flow.nodes.at(-1)?.type).toBe('handoff')
  expect(flow.triggers).toEqual([expect.objectContaining({ kind: 'human', target: 'handoff-1' })])
})

test('a variable is declared with what the fix knows of it', () => {
  const flow = mended('declare_variable', { name: 'age', kind: 'number' })

  expect(flow.variables).toEqual([{ name: 'age', kind: 'number', personal: false, initial: null }])
})

test('a nested field is set', () => {
  const flow = mended('set_field', { field: 'options.1.label', value: 'Something else' }, 'menu')

  expect(flow.nodes[1]?.config['options']).toEqual([
    { value: 'parcel', label: 'Parcel' },
    { value: 'other', label: 'Something else' },
  ])
})

test('nodes and wires are removed and the start is set', () => {
  expect(mended('remove_node', {}, 'bye').nodes.map((node) => node.id)).toEqual(['hello', 'menu'])
  expect(mended('remove_edge', { source: 'menu', port: 'parcel' }).edges).toHaveLength(1)
  expect(mended('set_start', { node: 'menu' }).start).toBe('menu')
})

test('a fix of an unknown kind is not offered', () => {
  expect(() => mended('rewrite_everything', {})).toThrow('No recipe.')
})

test('a field of a trigger is set too', () => {
  const flow = mended('set_field', { node: 'human-1', field: 'after_s', value: 120 })

  expect(flow.triggers[0]?.after_s).toBe(120)
})
