import { produce } from 'immer'
import { expect, test } from 'vitest'

import type { Catalogue, Flow, NodeTypeInfo, Schema } from '../../shared/flow'
import { emptyFlow } from '../../shared/flow'
import { callInstead, extractionOf, partAsFlow, type Extraction } from './extract'
import { inline, refusalOf } from './inline'

const TEXT: Schema = { type: 'string', 'x-control': 'template' }
const VARIABLE: Schema = { type: 'string', 'x-control': 'variable' }
const rows = (field: Record<string, Schema>): Schema => ({
  type: 'array',
  items: { type: 'object', properties: field },
})
const type = (
  name: string,
  properties: Record<string, Schema>,
  more: Partial<NodeTypeInfo> = {},
): [string, NodeTypeInfo] => [
  name,
  {
    name,
    title: name,
    icon: 'circle',
    category: 'talk',
    help: '',
    waits: false,
    ports: [{ name: 'next', label: 'next' }],
    portPerItem: null,
    configSchema: { type: 'object', properties },
    ...more,
  },
]
const CATALOGUE: Catalogue = new Map([
  type('message', { text: TEXT }),
  type('question', { text: TEXT, save_as: VARIABLE }),
  type('set_variable', { variable: VARIABLE, value: TEXT }),
  type('go_to', { node: { type: 'string', 'x-control': 'node' } }, { ports: [] }),
  type(
    'call_flow',
    {
      flow: { type: 'string', 'x-control': 'flow' },
      inputs: rows({ name: { type: 'string' }, value: TEXT }),
      outputs: rows({ name: { type: 'string' }, variable: VARIABLE }),
      ways: rows({ name: { type: 'string' } }),
    },
    { portPerItem: { field: 'ways', key: 'name', label: 'label' } },
  ),
  type(
    'check',
    { text: TEXT },
    {
      ports: [
        { name: 'next', label: 'next' },
        { name: 'lost', label: 'lost', problem: true },
        { name: 'later', label: 'later', required: false },
      ],
    },
  ),
  type('end', { text: TEXT }, { ports: [], ends: true }),
])

const node = (id: string, kind: string, config: Record<string, unknown> = {}) => ({
  id,
  type: kind,
  title: '',
  config,
})
const wire = (text: string): Flow['edges'] =>
  text.split(' ').map((each) => {
    const [from = '', target = ''] = each.split('>')
    const [source = '', port = 'next'] = from.split('.')
    return { source, port, target }
  })
const places = (...ids: string[]) =>
  Object.fromEntries(ids.map((id, number) => [id, { x: number * 300, y: 0 }]))

/** Asks a name, then (chosen) asks the parcel's number and looks for it; then thanks. */
const SHOP: Flow = {
  ...emptyFlow('Shop', 'en'),
  start: 'name',
  variables: [
    { name: 'name', kind: 'text', personal: true, initial: null },
    { name: 'number', kind: 'number', personal: false, initial: null },
    { name: 'aside', kind: 'text', personal: false, initial: null },
  ],
  nodes: [
    node('name', 'question', { text: 'Name?', save_as: 'name' }),
    node('ask', 'question', { text: 'Number, {{ name }}?', save_as: 'number' }),
    node('more', 'question', { text: 'More?', save_as: 'aside' }),
    node('look', 'check', { text: '{{ number }} {{ aside }}' }),
    node('thanks', 'message', { text: 'Thanks for {{ number }}.' }),
    node('sorry', 'message', { text: 'Sorry.' }),
    node('bye', 'end'),
  ],
  edges: wire('name>ask ask>more more>look look>thanks look.lost>sorry thanks>bye sorry>bye'),
  layout: places('name', 'ask', 'more', 'look', 'thanks', 'sorry', 'bye'),
}
const CHOSEN = new Set(['ask', 'more', 'look'])
const CALLED = { name: '7', label: 'Parcel' }

const extraction = (flow: Flow, ids: ReadonlySet<string>) =>
  extractionOf(flow, CATALOGUE, ids) as Extraction
const names = (list: readonly { name: string }[]) => list.map((each) => each.name)
const wires = (flow: Flow) =>
  flow.edges.map(({ source, port, target }) => `${source}.${port}>${target}`).sort()

test('what goes in, comes out and stays inside follows from who reads and writes', () => {
  const found = extraction(SHOP, CHOSEN)

  expect(found.entry).toBe('ask')
  expect(names(found.inputs)).toEqual(['name'])
  expect(found.inputs[0]?.personal).toBe(true)
  expect(names(found.outputs)).toEqual(['number'])
  expect(names(found.own)).toEqual(['aside'])
  expect(found.exits.map(({ way, target }) => [way, target])).toEqual([
    ['', 'thanks'],
    ['way-2', 'sorry'],
  ])
})

test('the steps become a flow that ends by each way out', () => {
  const part = partAsFlow(SHOP, extraction(SHOP, CHOSEN))

  expect(part.start).toBe('ask')
  expect(part.triggers).toEqual([])
  expect(names(part.variables)).toEqual(['name', 'number', 'aside'])
  expect(wires(part)).toEqual([
    'ask.next>more',
    'look.later>end-3',
    'look.lost>end-2',
    'look.next>end-1',
    'more.next>look',
  ])
  const way = (id: string) => part.nodes.find((each) => each.id === id)?.config['way']
  expect([way('end-1'), way('end-2'), way('end-3')]).toEqual([undefined, 'way-2', 'over'])
})

test('one step calls it in their place, and what ended the conversation still ends it', () => {
  const next = produce(SHOP, (flow) => {
    callInstead(flow, extraction(SHOP, CHOSEN), CALLED)
  })

  expect(wires(next)).toEqual([
    'call-flow-1.next>thanks',
    'call-flow-1.over>end-1',
    'call-flow-1.way-2>sorry',
    'name.next>call-flow-1',
    'sorry.next>bye',
    'thanks.next>bye',
  ])
  const call = next.nodes.find((each) => each.type === 'call_flow')
  expect(call?.title).toBe('Parcel')
  expect(call?.config).toMatchObject({
    flow: '7',
    inputs: [{ name: 'name', value: '{{ name }}' }],
    outputs: [{ name: 'number', variable: 'number' }],
  })
})

test('the start and triggers lead to the step when they led to the first of the chosen', () => {
  const trigger = {
    id: 'human-1',
    kind: 'human' as const,
    target: 'name',
    words: [],
    after_s: null,
  }
  const flow = { ...SHOP, triggers: [trigger] }
  const next = produce(flow, (draft) => {
    callInstead(draft, extraction(flow, new Set(['name', 'ask'])), CALLED)
  })

  expect(next.start).toBe('call-flow-1')
  expect(next.triggers[0]?.target).toBe('call-flow-1')
})

test('without a way out the conversation ends after it', () => {
  const ids = new Set(['look', 'thanks', 'sorry', 'bye'])
  const found = extraction(SHOP, ids)
  const next = produce(SHOP, (flow) => {
    callInstead(flow, found, CALLED)
  })

  expect(found.exits).toEqual([])
  expect(wires(next)).toContain('call-flow-1.next>end-1')
})

test('steps that are entered in two places, or jumped to, stay where they are', () => {
  const jumps: Flow = { ...SHOP, nodes: [...SHOP.nodes, node('back', 'go_to', { node: 'ask' })] }
  const twoDoors: Flow = { ...SHOP, edges: [...SHOP.edges, ...wire('sorry>look')] }

  expect(extractionOf(jumps, CATALOGUE, CHOSEN)).toBe('jumps')
  expect(extractionOf(twoDoors, CATALOGUE, CHOSEN)).toBe('entries')
  expect(extractionOf(SHOP, CATALOGUE, new Set(['human-1']))).toBe('nothing')
})

test('what was taken out can be put back, and says the same', () => {
  const found = extraction(SHOP, CHOSEN)
  const part = partAsFlow(SHOP, found)
  const back = produce(SHOP, (flow) => {
    const id = callInstead(flow, found, CALLED)
    inline(flow, CATALOGUE, id, part)
  })

  const said = (flow: Flow) => flow.nodes.map(({ config }) => config['text'] ?? '').sort()
  expect(said(back)).toEqual([...said(SHOP), ''].sort())
  expect(back.variables).toEqual(SHOP.variables)
  expect(back.nodes.some(({ type: kind }) => kind === 'call_flow')).toBe(false)
  const of = (text: string) => back.nodes.find(({ config }) => config['text'] === text)?.id ?? ''
  const look = of('{{ number }} {{ aside }}')
  expect(wires(back)).toEqual(
    expect.arrayContaining([
      `${look}.next>thanks`,
      `${look}.lost>sorry`,
      `name.next>${of('Number, {{ name }}?')}`,
    ]),
  )
})

test('variables of a flow that is put here are called as they are here', () => {
  const called: Flow = {
    ...emptyFlow('Part', 'en'),
    start: 'say',
    variables: [
      { name: 'who', kind: 'text', personal: false, initial: null, input: true },
      { name: 'limit', kind: 'number', personal: false, initial: 3, input: true },
      { name: 'answer', kind: 'text', personal: false, initial: null, output: true },
      { name: 'name', kind: 'text', personal: false, initial: null },
    ],
    nodes: [
      node('say', 'message', { text: '{{ who }} {{ limit }} {{ name }}' }),
      node('ask', 'question', { text: '?', save_as: 'answer' }),
      node('own', 'question', { text: '!', save_as: 'name' }),
      node('end', 'end', { text: 'Bye, {{ who }}.' }),
    ],
    edges: wire('say>ask ask>own own>end'),
    layout: places('say', 'ask', 'own', 'end'),
  }
  const call = node('call', 'call_flow', {
    flow: '7',
    inputs: [
      { name: 'who', value: '{{ name }}' },
      { name: 'limit', value: '{{ number | plus: 1 }}' },
    ],
    outputs: [{ name: 'answer', variable: 'number' }],
  })
  const flow: Flow = {
    ...SHOP,
    nodes: [...SHOP.nodes, call],
    edges: [
      ...SHOP.edges.filter((edge) => edge.source !== 'name'),
      ...wire('name>call call>thanks'),
    ],
    layout: { ...SHOP.layout, call: { x: 0, y: 400 } },
  }
  const next = produce(flow, (draft) => {
    inline(draft, CATALOGUE, 'call', called)
  })

  const configs = next.nodes
    .slice(SHOP.nodes.length)
    .map(({ type: kind, config }) => ({ kind, ...config }))
  expect(configs).toEqual(
    [
      { kind: 'message', text: '{{ name }} {{ limit }} {{ name_2 }}' },
      { kind: 'question', text: '?', save_as: 'number' },
      { kind: 'question', text: '!', save_as: 'name_2' },
      { kind: 'message', text: 'Bye, {{ name }}.' },
      { kind: 'number', variable: 'limit', value: '{{ number | plus: 1 }}' },
    ].map((each) => expect.objectContaining(each)),
  )
  expect(wires(next)).toEqual(
    expect.arrayContaining([
      'name.next>set-variable-1',
      'set-variable-1.next>say-1',
      'end-1.next>thanks',
    ]),
  )
  expect(names(next.variables)).toEqual(['name', 'number', 'aside', 'limit', 'name_2'])
})

test('a flow in another language, or without a step, is not put here', () => {
  expect(refusalOf(SHOP, { ...SHOP, locale: 'pl' })).toBe('locale')
  expect(refusalOf(SHOP, emptyFlow('', 'en'))).toBe('empty')
  expect(refusalOf(SHOP, SHOP)).toBeNull()
})
