import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { entriesOf, find, snippet, uses } from './find'
import { CATALOGUE, testFlow } from './testFlow'

const words = {
  surroundings: {
    teams: [{ name: 'sales', label: 'Sprzedaż' }],
    credentials: [],
    surveys: [],
    flows: [],
    faqCount: 0,
  } as never,
  triggerTitle: (kind: string) => `on ${kind}`,
  areaTitle: (kind: string) => kind,
}

function entries(change: (flow: Flow) => void = () => undefined) {
  const flow = structuredClone(testFlow())
  change(flow)
  return entriesOf(flow, CATALOGUE, words)
}

test('words are found without their accents and with where they stand', () => {
  const all = entries((flow) => {
    flow.nodes[0]!.config = { text: 'Proszę podać źródło zamówienia.' }
  })
  const [hit] = find(all, 'zrodlo')

  expect(hit).toMatchObject({ id: 'hello', field: 'Text', path: 'text' })
  expect(snippet(hit!)).toEqual(['Proszę podać ', 'źródło', ' zamówienia.'])
})

test('a button, a card’s name and a trigger are found too', () => {
  const all = entries((flow) => {
    flow.nodes[2]!.title = 'Farewell'
    flow.triggers[0]!.words = ['consultant']
    flow.notes = [{ id: 'note-1', text: 'Remember this', color: 'yellow', width: 200, height: 100 }]
  })

  expect(find(all, 'parcel').map((hit) => [hit.id, hit.path])).toContainEqual([
    'menu',
    'options.0.label',
  ])
  expect(find(all, 'farewell').map((hit) => hit.id)).toEqual(['bye'])
  expect(find(all, 'consult').map((hit) => hit.id)).toEqual(['human-1'])
  expect(find(all, 'remember').map((hit) => hit.id)).toEqual(['note-1'])
  expect(find(all, '   ')).toEqual([])
})

test('a long text is cut around what was looked for', () => {
  const all = entries((flow) => {
    flow.nodes[0]!.config = { text: `${'a '.repeat(200)}needle${' b'.repeat(200)}` }
  })
  const [before, hit, after] = snippet(find(all, 'needle')[0]!)

  expect(hit).toBe('needle')
  expect(before.startsWith('…')).toBe(true)
  expect(after.endsWith('…')).toBe(true)
  expect(before.length + after.length).toBeLessThan(140)
})

test('uses of a variable are the fields that read or write it', () => {
  const all = entries((flow) => {
    flow.nodes[0]!.config = { text: 'Hi {{ name }}, name.' }
    flow.nodes[2]!.config = { text: 'name' }
  })

  expect(uses(all, { kind: 'variable', name: 'name' }).map((hit) => hit.id)).toEqual(['hello'])
})

test('a thousand steps are searched in a blink', () => {
  const all = entries((flow) => {
    for (let n = 0; n < 1_000; n += 1)
      flow.nodes.push({ id: `n${n}`, type: 'message', title: '', config: { text: `Text ${n}` } })
  })
  const began = performance.now()

  expect(find(all, 'text 99')).toHaveLength(11)
  expect(performance.now() - began).toBeLessThan(100)
})
