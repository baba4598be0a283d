import { expect, test } from 'vitest'

import { differences } from './differences'
import { CATALOGUE, testFlow } from './testFlow'

test('two equal flows do not differ', () => {
  expect(differences(testFlow(), structuredClone(testFlow()), CATALOGUE)).toEqual([])
})

test('what was added, removed and changed is named by its title', () => {
  const other = structuredClone(testFlow())
  other.nodes = other.nodes.filter((node) => node.id !== 'bye')
  other.nodes.push({ id: 'new', type: 'message', title: 'Hours', config: {} })
  if (other.nodes[1]) other.nodes[1].config = {}

  expect(differences(testFlow(), other, CATALOGUE)).toEqual([
    { key: 'added', names: ['Hours'] },
    { key: 'removed', names: ['End'] },
    { key: 'changed', names: ['Menu'] },
  ])
})

test('places are mentioned only when nothing else differs', () => {
  const other = { ...testFlow(), layout: {} }

  expect(differences(testFlow(), other, CATALOGUE)).toEqual([{ key: 'layout', names: [] }])
  expect(
    differences(testFlow(), { ...other, name: 'B' }, CATALOGUE).map((each) => each.key),
  ).toEqual(['settings'])
})
