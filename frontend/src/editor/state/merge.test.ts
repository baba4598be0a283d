import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { mergeFlows, pathKey } from './merge'
import { addNode, connect, move, remove, rename } from './recipes'
import { testFlow } from './testFlow'

function changed(change: (flow: Flow) => void): Flow {
  const flow = structuredClone(testFlow())
  change(flow)
  return flow
}

const message = (id: string) => ({ id, type: 'message', title: '', config: { text: 'Hi' } })

test('work on different steps is joined without a question', () => {
  const mine = changed((flow) => {
    rename(flow, 'hello', 'Mine')
    addNode(flow, message('mine-1'), { x: 0, y: 0 })
  })
  const theirs = changed((flow) => {
    rename(flow, 'menu', 'Theirs')
    addNode(flow, message('theirs-1'), { x: 8, y: 8 })
    connect(flow, 'theirs-1', 'next', 'bye')
    flow.variables.push({ name: 'city', kind: 'text', personal: false, initial: null })
  })
  const { document, collisions } = mergeFlows(testFlow(), mine, theirs)

  expect(collisions).toEqual([])
  expect(document.nodes.map((node) => node.title || node.id)).toEqual([
    'Mine',
    'Theirs',
    'bye',
    'mine-1',
    'theirs-1',
  ])
  expect(document.edges).toContainEqual({ source: 'theirs-1', port: 'next', target: 'bye' })
  expect(document.layout['theirs-1']).toEqual({ x: 8, y: 8 })
  expect(document.variables.map((variable) => variable.name)).toContain('city')
})

test('two fields of one step are joined, one field changed twice collides', () => {
  const mine = changed((flow) => {
    rename(flow, 'hello', 'Mine')
    flow.nodes[0]!.config = { ...flow.nodes[0]!.config, text: 'mine' }
  })
  const theirs = changed((flow) => {
    flow.nodes[0]!.config = { ...flow.nodes[0]!.config, text: 'theirs', extra: 1 }
  })
  const { document, collisions } = mergeFlows(testFlow(), mine, theirs)

  expect(collisions).toEqual([
    { path: ['nodes', '#hello', 'config', 'text'], mine: 'mine', theirs: 'theirs' },
  ])
  expect(document.nodes[0]).toMatchObject({ title: 'Mine', config: { text: 'mine', extra: 1 } })

  const choices = new Map([[pathKey(collisions[0]!.path), 'theirs' as const]])
  const chosen = mergeFlows(testFlow(), mine, theirs, choices).document
  expect(chosen.nodes[0]).toMatchObject({ title: 'Mine', config: { text: 'theirs', extra: 1 } })
})

test('a step that one removed and the other did not touch goes, with its wires', () => {
  const mine = changed((flow) => connect(flow, 'menu', 'other', 'bye'))
  const theirs = changed((flow) => remove(flow, new Set(['bye'])))
  const { document, collisions } = mergeFlows(testFlow(), mine, theirs)

  expect(collisions).toEqual([])
  expect(document.nodes.map((node) => node.id)).toEqual(['hello', 'menu'])
  expect(document.edges.filter((edge) => edge.target === 'bye')).toEqual([])
})

test('a step that one removed and the other changed is a question', () => {
  const mine = changed((flow) => remove(flow, new Set(['bye'])))
  const theirs = changed((flow) => rename(flow, 'bye', 'Goodbye'))
  const { document, collisions } = mergeFlows(testFlow(), mine, theirs)

  expect(collisions.map(({ path, mine }) => [path, mine])).toEqual([[['nodes', '#bye'], undefined]])
  expect(document.nodes.some((node) => node.id === 'bye')).toBe(false)

  const choices = new Map([[pathKey(['nodes', '#bye']), 'theirs' as const]])
  const { document: kept } = mergeFlows(testFlow(), mine, theirs, choices)
  expect(kept.nodes.at(-1)).toMatchObject({ id: 'bye', title: 'Goodbye' })
})

test('one wire led to two places by two people is a question', () => {
  const mine = changed((flow) => connect(flow, 'menu', 'parcel', 'hello'))
  const theirs = changed((flow) => connect(flow, 'menu', 'parcel', 'menu'))

  expect(mergeFlows(testFlow(), mine, theirs).collisions.map((each) => each.path)).toEqual([
    ['edges', '#menu:parcel', 'target'],
  ])
})

test('a card moved by both stands where I put it, and asks nobody', () => {
  const mine = changed((flow) => move(flow, { hello: { x: 40, y: 40 } }))
  const theirs = changed((flow) => {
    move(flow, { hello: { x: 80, y: 40 }, bye: { x: 8, y: 8 } })
  })
  const { document, collisions } = mergeFlows(testFlow(), mine, theirs)

  expect(collisions).toEqual([])
  expect(document.layout).toMatchObject({ hello: { x: 40, y: 40 }, bye: { x: 8, y: 8 } })
})

test('no place is kept for a card that is gone', () => {
  const mine = changed((flow) => move(flow, { bye: { x: 40, y: 40 } }))
  const theirs = changed((flow) => remove(flow, new Set(['bye'])))

  expect(mergeFlows(testFlow(), mine, theirs).document.layout).not.toHaveProperty('bye')
})

test('buttons are joined by their value', () => {
  const option = (value: string, label: string) => ({ value, label })
  const options = (flow: Flow) => flow.nodes[1]!.config['options'] as { label: string }[]
  const mine = changed((flow) => (options(flow)[0]!.label = 'Mine'))
  const theirs = changed((flow) => options(flow).push(option('new', 'New')))
  const { document, collisions } = mergeFlows(testFlow(), mine, theirs)

  expect(collisions).toEqual([])
  expect(options(document).map((each) => each.label)).toEqual(['Mine', 'Other', 'New'])
})

test('nothing changed on either side changes nothing', () => {
  expect(mergeFlows(testFlow(), testFlow(), testFlow())).toEqual({
    document: testFlow(),
    collisions: [],
  })
})

test('translations are joined text by text; one that both wrote collides as a whole', () => {
  const said = (text: string) => ({ text, source: text })
  const flow = (texts: Record<string, ReturnType<typeof said>>) => ({
    ...testFlow(),
    translations: { de: { hello: texts } },
  })
  const mine = flow({ text: said('Hallo'), retry: said('Noch einmal') })
  const theirs = flow({ text: said('Guten Tag'), more: said('Mehr') })
  const { document, collisions } = mergeFlows(flow({ text: said('Servus') }), mine, theirs)

  expect(collisions.map(({ path }) => path)).toEqual([['translations', 'de', 'hello', 'text']])
  expect(document.translations.de?.['hello']).toEqual({
    text: said('Hallo'),
    retry: said('Noch einmal'),
    more: said('Mehr'),
  })
})
