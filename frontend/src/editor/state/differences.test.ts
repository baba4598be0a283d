import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { differences } from './differences'
import { CATALOGUE, testFlow } from './testFlow'

/** What `change` makes of the test flow. */
function after(change: (flow: Flow) => void) {
  const other = structuredClone(testFlow())
  change(other)
  return differences(testFlow(), other, CATALOGUE)
}

const brief = (found: ReturnType<typeof after>) =>
  found.map((each) => `${each.kind} ${each.id} ${each.name}`.trim())

test('two equal flows do not differ', () => {
  expect(after(() => undefined)).toEqual([])
})

test('cards that came, went and changed are named by their titles, in the order of the canvas', () => {
  const found = after((flow) => {
    flow.nodes = flow.nodes.filter((node) => node.id !== 'bye')
    flow.edges = flow.edges.filter((edge) => edge.target !== 'bye')
    flow.nodes.push({ id: 'new', type: 'message', title: 'Hours', config: {} })
    flow.layout['new'] = { x: 100, y: 0 }
    if (flow.nodes[1]) flow.nodes[1].config = { ...flow.nodes[1].config, text: 'How can we help?' }
  })

  expect(brief(found)).toEqual([
    'added node:new Hours',
    'changed node:menu Menu',
    'removed node:bye End',
  ])
})

test('a changed field has its title and both values', () => {
  const found = after((flow) => {
    if (flow.nodes[0]) flow.nodes[0].config = { text: 'Good morning' }
  })

  expect(found[0]?.fields).toEqual([
    expect.objectContaining({ key: 'text', title: 'Text', before: 'Hello', after: 'Good morning' }),
  ])
})

test('a default that is written out is no change', () => {
  expect(
    after((flow) => {
      if (flow.nodes[1]) flow.nodes[1].config['retries'] = 1
    }),
  ).toEqual([])
})

test('a new name and a new type are fields too', () => {
  const found = after((flow) => {
    if (flow.nodes[0]) flow.nodes[0] = { ...flow.nodes[0], title: 'Welcome', type: 'handoff' }
  })

  expect(found[0]?.fields.map(({ key, before, after: now }) => [key, before, now])).toEqual([
    ['title', '', 'Welcome'],
    ['type', 'Message', 'Hand over'],
  ])
})

test('a wire that leads elsewhere says from where to where', () => {
  const found = after((flow) => {
    flow.edges[1] = { source: 'menu', port: 'parcel', target: 'hello' }
    flow.edges.push({ source: 'menu', port: 'other', target: 'bye' })
  })

  expect(brief(found)).toEqual(['changed wire:menu Menu'])
  expect(found[0]?.cards).toEqual(['menu', 'hello', 'bye'])
  expect(found[0]?.fields.map(({ title, before, after: now }) => [title, before, now])).toEqual([
    ['Parcel', 'End', 'Message'],
    ['Other', undefined, 'End'],
  ])
})

test('where the talk and a trigger begin is a wire as well', () => {
  const found = after((flow) => {
    flow.start = 'menu'
    if (flow.triggers[0]) flow.triggers[0].target = 'bye'
  })

  expect(found.map((each) => [each.id, each.trigger])).toEqual([
    ['wire:@start', undefined],
    ['wire:human-1', 'human'],
  ])
})

test('wires of a card that came or went are not told beside it', () => {
  const found = after((flow) => {
    flow.nodes.push({ id: 'new', type: 'message', title: '', config: {} })
    flow.edges.push({ source: 'new', port: 'next', target: 'bye' })
    flow.edges.push({ source: 'menu', port: 'other', target: 'new' })
  })

  expect(brief(found)).toEqual(['added node:new Message'])
})

test('triggers, variables and settings differ field by field', () => {
  const variable = { name: 'city', kind: 'text', personal: false, initial: null } as const
  const found = after((flow) => {
    if (flow.triggers[0]) flow.triggers[0].words = ['adviser']
    flow.triggers.push({ id: 'silent-1', kind: 'silent', target: null, words: [], after_s: 60 })
    flow.variables.push({ ...variable })
    flow.name = 'Winter'
    flow.settings.default_team = 'sales'
  })

  expect(brief(found).toSorted()).toEqual([
    'added trigger:silent-1',
    'added variable:city city',
    'changed settings',
    'changed trigger:human-1',
  ])
  expect(found.find((each) => each.id === 'settings')?.fields.map((field) => field.key)).toEqual([
    'name',
    'default_team',
  ])
})

test('a part of the document that is not known by name is not overlooked', () => {
  const found = after((flow) => {
    Object.assign(flow, { translations: { en: {} } })
  })

  expect(found[0]?.fields.map((field) => field.key)).toEqual(['translations'])
})

test('a move is mentioned only when nothing else differs', () => {
  expect(brief(after((flow) => void (flow.layout = {})))).toEqual(['changed layout'])
  expect(
    brief(
      after((flow) => {
        flow.layout = {}
        flow.name = 'B'
      }),
    ),
  ).toEqual(['changed settings'])
})
