/** A small flow and catalogue for tests, and typing as a field does it. */
import type { Catalogue, Flow, NodeTypeInfo } from '../../shared/flow'
import { emptyFlow } from '../../shared/flow'
import type { Spoken } from './toCanvas'
import type { DocumentStore } from './documentStore'
import { rename } from './recipes'

const type = (given: Partial<NodeTypeInfo> & Pick<NodeTypeInfo, 'name'>): NodeTypeInfo => ({
  title: given.name,
  icon: 'circle',
  category: 'talk',
  help: '',
  waits: false,
  ports: [{ name: 'next', label: 'next' }],
  portPerItem: null,
  configSchema: { type: 'object', properties: {} },
  ...given,
})

export const CATALOGUE: Catalogue = new Map(
  [
    type({
      name: 'message',
      title: 'Message',
      configSchema: {
        type: 'object',
        required: ['text'],
        properties: {
          text: { type: 'string', title: 'Text', 'x-control': 'template', 'x-translated': true },
        },
      },
    }),
    type({
      name: 'choices',
      title: 'Choices',
      ports: [{ name: 'fallback', label: 'something else', problem: true }],
      portPerItem: { field: 'options', key: 'value', label: 'label' },
      configSchema: {
        type: 'object',
        required: ['text', 'options'],
        properties: {
          text: {
            type: 'string',
            title: 'Question',
            'x-control': 'template',
            'x-translated': true,
          },
          options: {
            type: 'array',
            title: 'Buttons',
            items: { $ref: '#/$defs/Option' },
            minItems: 1,
          },
          retries: { type: 'integer', title: 'Ask again', default: 1, minimum: 0, maximum: 5 },
          retry: { type: 'string', default: '', title: 'When asking again', 'x-advanced': true },
        },
        $defs: {
          Option: {
            type: 'object',
            required: ['value', 'label'],
            properties: {
              value: { type: 'string', title: 'Short name', 'x-control': 'slug' },
              label: {
                type: 'string',
                title: 'Button',
                'x-control': 'short-template',
                'x-translated': true,
              },
            },
          },
        },
      },
    }),
    type({
      name: 'handoff',
      title: 'Hand over',
      category: 'people',
      ports: [{ name: 'done', label: 'after' }],
    }),
    type({ name: 'end', title: 'End', category: 'decide', ports: [] }),
  ].map((info) => [info.name, info]),
)

/** What a screen reader is told, so short that tests can tell it. */
export const SPOKEN: Spoken = {
  start: 'Start',
  trigger: (kind) => kind,
  card: (node) => node.id,
  note: (text) => text,
  frame: (title) => title,
  wire: (from, to) => `${from} to ${to}`,
}

/** start → hello → menu, whose "parcel" leads to bye; a human trigger leads to menu. */
export function testFlow(): Flow {
  return {
    ...emptyFlow('Test', 'en'),
    start: 'hello',
    nodes: [
      { id: 'hello', type: 'message', title: '', config: { text: 'Hello' } },
      {
        id: 'menu',
        type: 'choices',
        title: 'Menu',
        config: {
          text: 'What is it about?',
          options: [
            { value: 'parcel', label: 'Parcel' },
            { value: 'other', label: 'Other' },
          ],
        },
      },
      { id: 'bye', type: 'end', title: '', config: {} },
    ],
    edges: [
      { source: 'hello', port: 'next', target: 'menu' },
      { source: 'menu', port: 'parcel', target: 'bye' },
    ],
    triggers: [{ id: 'human-1', kind: 'human', target: 'menu', words: [], after_s: null }],
    layout: {
      start: { x: 0, y: 0 },
      hello: { x: 200, y: 0 },
      menu: { x: 600, y: 0 },
      bye: { x: 1000, y: 0 },
    },
  }
}

/** The same and a thousand messages, each of which leads to the next. */
export function thousandSteps(): Flow {
  const flow = testFlow()
  for (let n = 0; n < 1_000; n += 1) {
    flow.nodes.push({ id: `n${n}`, type: 'message', title: '', config: { text: 'x' } })
    flow.edges.push({ source: `n${n}`, port: 'next', target: `n${(n + 1) % 1_000}` })
  }
  return flow
}

/** The title of a card as its field has it after one more key. */
export function typeTitle(documents: DocumentStore, title: string, id = 'hello'): void {
  documents.typing.getState().hold({
    field: `title of ${id}`,
    value: title,
    apply: () =>
      documents.getState().edit('edit.rename', (flow) => rename(flow, id, title), {
        merge: `title:${id}`,
      }),
  })
}
