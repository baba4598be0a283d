import { expect, test } from 'vitest'

import type { Catalogue, Surroundings } from '../../shared/flow'
import type { Fragment } from './fragment'
import { fitted, labelsOf, renamedNodes, usedVariables } from './references'
import { CATALOGUE } from './testFlow'

const text = (control: string) => ({ type: 'string', 'x-control': control })
const CALLS: Catalogue = new Map([
  [
    'calls',
    {
      ...CATALOGUE.get('message')!,
      name: 'calls',
      configSchema: {
        type: 'object',
        properties: {
          team: text('team'),
          credential: text('credential'),
          flow: text('flow'),
          node: text('node'),
          text: text('template'),
        },
      },
    },
  ],
])
const around = (flow: string, team?: string) =>
  ({
    teams: team ? [{ name: team, label: 'Sprzedaż' }] : [],
    credentials: [],
    surveys: [],
    flows: [{ name: '7', label: flow }],
  }) as unknown as Surroundings
const config = { team: 'sales', credential: 'erp', flow: '7', node: 'a', text: 'Hi {{ city }}' }
const FRAGMENT: Fragment = {
  nodes: [{ id: 'a', type: 'calls', title: '', config }],
  triggers: [],
  edges: [],
  notes: [],
  frames: [],
  layout: {},
  translations: {},
  variables: [
    { name: 'city', kind: 'text', personal: true, initial: null },
    { name: 'street', kind: 'text', personal: true, initial: null },
  ],
}
const labels = labelsOf(FRAGMENT, CALLS, around('Zwroty', 'sales'))

test('what is named goes along with its label', () => {
  expect(labels).toEqual({ 'team:sales': 'Sprzedaż', 'flow:7': 'Zwroty' })
})

test('in the same workspace nothing is missing but what was missing before', () => {
  const { fragment, missing } = fitted(FRAGMENT, labels, CALLS, around('Zwroty', 'sales'))

  expect(missing).toEqual(['erp'])
  expect(fragment.nodes[0]?.config).toEqual(config)
})

test('elsewhere what is missing is told by its label, and another flow of that number is not called', () => {
  const { fragment, missing } = fitted(FRAGMENT, labels, CALLS, around('Rezerwacje'))

  expect(missing).toEqual(['Sprzedaż', 'erp', 'Zwroty'])
  expect(fragment.nodes[0]?.config).toEqual({ ...config, flow: '' })
})

test('a jump follows the copy of its target', () => {
  const copy = renamedNodes(FRAGMENT, CALLS, new Map([['a', 'a-2']]))

  expect(copy.nodes[0]?.config['node']).toBe('a-2')
})

test('only the variables that are used come along', () => {
  expect(usedVariables(FRAGMENT, CALLS).map((variable) => variable.name)).toEqual(['city'])
})
