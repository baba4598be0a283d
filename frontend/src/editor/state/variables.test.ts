import { expect, test } from 'vitest'

import type { Catalogue, Flow, Schema } from '../../shared/flow'
import { fingerprint } from '../languages/fingerprint'
import { createDocumentStore } from './documentStore'
import { mapStrings } from './strings'
import { CATALOGUE, testFlow } from './testFlow'
import { renameVariable, usesOf } from './variables'

const ask: Schema = {
  type: 'object',
  properties: {
    question: { type: 'string', title: 'Question', 'x-control': 'template' },
    save_as: { type: 'string', title: 'Save as', 'x-control': 'variable' },
    when: { type: 'object', title: 'When', 'x-control': 'condition' },
    note: { type: 'string', title: 'Note', 'x-control': 'line' },
  },
}
const catalogue: Catalogue = new Map([
  ...CATALOGUE,
  ['ask', { ...CATALOGUE.get('message')!, name: 'ask', configSchema: ask }],
])

function flowWith(...configs: Record<string, unknown>[]): Flow {
  return {
    ...testFlow(),
    variables: [{ name: 'city', kind: 'text', personal: false, initial: null }],
    nodes: configs.map((config, at) => ({ id: `n${at}`, type: 'ask', title: '', config })),
  }
}

function renamed(config: Record<string, unknown>): unknown {
  const store = createDocumentStore(flowWith(config))
  store.getState().edit('edit.variable', (flow) => renameVariable(flow, catalogue, 'city', 'town'))
  return store.getState().document.nodes[0]?.config
}

test.each([
  ['Is it {{ city }}?', 'Is it {{ town }}?'],
  ['{{city.name | upcase}} {{ other.city }}', '{{town.name | upcase}} {{ other.city }}'],
  ['{% if city == "city" %}city{% endif %}', '{% if town == "city" %}city{% endif %}'],
  [
    '{{ x | default: city }} {{ x | city: 1, city: 2 }}',
    '{{ x | default: town }} {{ x | city: 1, city: 2 }}',
  ],
  ['{{ city_2 }} {{ my-city }} {{ velocity }}', '{{ city_2 }} {{ my-city }} {{ velocity }}'],
  ['city', 'city'],
  ['{{\n city\n}}', '{{\n town\n}}'],
])('in a template only the variable is renamed: %s', (before, after) => {
  expect(renamed({ question: before })).toEqual({ question: after })
})

test('names in fields and conditions follow, plain lines do not', () => {
  const rule = { variable: 'city.name', operator: 'is', value: '{{ city }}' }
  expect(
    renamed({ save_as: 'city', note: 'city', when: { all: [rule, { any: [rule] }] } }),
  ).toEqual({
    save_as: 'town',
    note: 'city',
    when: {
      all: [
        { variable: 'town.name', operator: 'is', value: '{{ town }}' },
        { any: [{ variable: 'town.name', operator: 'is', value: '{{ town }}' }] },
      ],
    },
  })
})

test('renaming is one step that can be undone, with the declaration', () => {
  const store = createDocumentStore(flowWith({ question: '{{ city }}' }, { save_as: 'city' }))
  const before = store.getState().document
  store.getState().edit('edit.variable', (flow) => renameVariable(flow, catalogue, 'city', 'town'))
  expect(store.getState().document.variables[0]?.name).toBe('town')
  store.getState().undo()

  expect(store.getState().document).toEqual(before)
})

test('translations are renamed too, and stay as fresh as they were', () => {
  const flow = flowWith({ question: 'In {{ city }}?' })
  const source = fingerprint('In {{ city }}?')
  flow.translations = {
    de: {
      n0: { question: { text: 'In {{ city }}?', source }, old: { text: 'x', source: 'stale' } },
    },
  }
  renameVariable(flow, catalogue, 'city', 'town')

  expect(flow.translations.de?.['n0']).toEqual({
    question: { text: 'In {{ town }}?', source: fingerprint('In {{ town }}?') },
    old: { text: 'x', source: 'stale' },
  })
})

test('the uses of a variable are the nodes that read or write it', () => {
  const flow = flowWith(
    { question: 'city' },
    { question: 'In {{ city }}' },
    { save_as: 'city' },
    { when: { all: [{ variable: 'city', operator: 'is_filled' }] } },
    { question: '{{ x | default: "city" }}' },
  )

  expect(usesOf(flow, catalogue, 'city')).toEqual(['n1', 'n2', 'n3'])
})

test('a walk that changes nothing gives the same object, and names what it visits', () => {
  const config = { text: 'Where?', options: [{ value: 'a', label: 'A' }], retries: 2 }
  const seen: string[] = []
  const schema = CATALOGUE.get('choices')!.configSchema
  const same = mapStrings(config, schema, (text, { path, label, control }) => {
    seen.push(`${path}|${label}|${control}`)
    return text
  })

  expect(same).toBe(config)
  expect(seen).toEqual([
    'text|Question|template',
    'options.0.value|Short name|slug',
    'options.0.label|Button|short-template',
  ])
})
