import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { addFrame, addNote } from './areas'
import { readFragment, writeFragment } from './clipboardText'
import { fragmentOf, freshIds, insert, renumbered } from './fragment'
import { bend, fold } from './recipes'
import { testFlow } from './testFlow'

function drawn(): Flow {
  const flow = structuredClone(testFlow())
  addNote(flow, 'note-1', { x: 0, y: 0 })
  addFrame(flow, 'frame-1', { x: 0, y: 0, width: 400, height: 300 })
  bend(flow, 'menu', 'parcel', { x: 40, y: 0 })
  fold(flow, new Set(['menu']), true)
  flow.variables.push({ name: 'city', kind: 'text', personal: true, initial: null })
  return flow
}
const all = new Set(['menu', 'bye', 'human-1', 'note-1', 'frame-1'])
const read = (data: unknown) => readFragment(typeof data === 'string' ? data : JSON.stringify(data))

test('what is copied comes back as it was, in another place as well', () => {
  const fragment = fragmentOf(drawn(), all)
  const text = writeFragment(fragment, { 'team:shop': 'Shop' })

  expect(read(text)).toEqual({ kind: 'fragment', fragment, labels: { 'team:shop': 'Shop' } })
  const elsewhere = structuredClone(testFlow())
  insert(elsewhere, renumbered(elsewhere, fragment, freshIds(elsewhere, fragment), { x: 8, y: 0 }))
  expect(elsewhere.layout['menu-1']).toEqual({ x: 608, y: 0, compact: true })
  expect(elsewhere.layout['menu-1:parcel']).toEqual({ x: 40, y: 0 })
  expect(elsewhere.notes.map((note) => note.id)).toEqual(['note-1'])
})

test('the file of a whole flow can be pasted', () => {
  const found = read(drawn())

  expect(found.kind === 'fragment' && found.fragment.nodes).toHaveLength(3)
})

test('wires to nothing, second wires of a port and unknown keys are left out', () => {
  const found = read({
    flowbuilder: 'fragment',
    script: 'alert(1)',
    nodes: [{ id: 'a', type: 'message', evil: 1 }],
    edges: [
      { source: 'a', port: 'next', target: 'gone' },
      { source: 'a', port: 'next', target: 'a' },
      { source: 'a', port: 'next', target: 'a' },
    ],
    layout: { a: { x: 1, y: 2, z: 3 }, other: { x: 0, y: 0 }, constructor: { x: 1, y: 1 } },
  })

  expect(found).toEqual({
    kind: 'fragment',
    labels: {},
    fragment: {
      nodes: [{ id: 'a', type: 'message', title: '', config: {} }],
      edges: [{ source: 'a', port: 'next', target: 'a' }],
      triggers: [],
      notes: [],
      frames: [],
      variables: [],
      translations: {},
      layout: { a: { x: 1, y: 2 } },
    },
  })
})

const node = { id: 'a', type: 'message', title: '', config: {} }
const ours = (more: object) => ({ flowbuilder: 'fragment', nodes: [node], edges: [], ...more })
let deep: unknown = 1
for (let depth = 0; depth < 500; depth += 1) deep = { deep }

test.each([
  ['an id with a path', ours({ nodes: [{ ...node, id: '../a' }] })],
  ['an id twice', ours({ nodes: [node, node] })],
  [
    'an id of a node for a note',
    ours({ notes: [{ id: 'a', color: 'rose', width: 99, height: 99 }] }),
  ],
  ['a title without end', ours({ nodes: [{ ...node, title: 'x'.repeat(121) }] })],
  ['a config that is a list', ours({ nodes: [{ ...node, config: [] }] })],
  ['a config without a bottom', ours({ nodes: [{ ...node, config: { deep } }] })],
  ['a node that is null', ours({ nodes: [null] })],
  [
    'a colour that is a style',
    ours({ notes: [{ id: 'n', color: 'url(x)', width: 99, height: 99 }] }),
  ],
  [
    'a frame like a planet',
    ours({ frames: [{ id: 'f', color: 'rose', width: 1e12, height: 99 }] }),
  ],
  ['a trigger of no kind', ours({ triggers: [{ id: 't', kind: 'cron' }] })],
  ['a silence of no time', ours({ triggers: [{ id: 't', kind: 'silent', after_s: 0.5 }] })],
  ['a variable named like code', ours({ variables: [{ name: '__proto__' }] })],
  ['half of it', JSON.stringify(ours({})).slice(0, 60)],
])('%s is refused as damaged', (_what, data) => {
  expect(read(data)).toEqual({ kind: 'damaged' })
})

test.each([
  ['words', 'Dzień dobry'],
  ['nothing', ''],
  ['a number', '7'],
  ['JSON of something else', '{"nodes": "many"}'],
  ['no cards at all', JSON.stringify(ours({ nodes: [] }))],
])('%s is not taken for steps', (_what, text) => {
  expect(read(text)).toEqual({ kind: 'foreign' })
})

test('too much is refused, soon', () => {
  const many = Array.from({ length: 5001 }, (_, index) => ({ ...node, id: `n${index}` }))

  expect(read(ours({ nodes: many }))).toEqual({ kind: 'tooLarge' })
  expect(read(`{"flowbuilder": "${'x'.repeat(6_000_000)}"}`)).toEqual({ kind: 'tooLarge' })
})

test('translations come along with their steps, and nothing that is none', () => {
  const flow = drawn()
  const texts = { text: { text: 'Hallo', source: 'abc' } }
  flow.translations = { de: { menu: texts, elsewhere: texts } }
  const data = JSON.parse(writeFragment(fragmentOf(flow, all), {})) as Record<string, unknown>
  const given = data['translations'] as Record<string, Record<string, unknown>>
  given['xx'] = { menu: texts }
  given['de']!['bye'] = { text: 'no text', ['x'.repeat(300)]: { text: '', source: '' } }
  const found = read(data)

  expect(found.kind === 'fragment' && found.fragment.translations).toEqual({ de: { menu: texts } })
})
