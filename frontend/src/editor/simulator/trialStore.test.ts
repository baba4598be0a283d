// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'

import type { TriedStep } from '../../shared/api/flows'
import type { Problem } from '../../shared/flow'
import { createDocumentStore } from '../state/documentStore'
import { testFlow, typeTitle } from '../state/testFlow'
import { linesOf, runsAlike, talkOf, textFrom, unfinishedAt, valueFrom } from './trial'
import { createTrialStore } from './trialStore'

const tried = (said: string, more: Partial<TriedStep> = {}): TriedStep => ({
  session: { said },
  messages: [{ from: 'bot', content: { kind: 'text', text: said }, generated: false }],
  trace: [],
  activeNode: 'menu',
  status: 'waiting',
  variables: {},
  timers: [],
  clock: '',
  pending: null,
  stuck: false,
  happened: [`visitor: ${said}`],
  outcomes: [{ effect: 'CallHttp', code: said }],
  ...more,
})

/** A trial whose server answers with `answers`, one after the other; `sent` is what it was asked. */
function trying(...answers: unknown[]) {
  const sent: Record<string, unknown>[] = []
  vi.stubGlobal('fetch', (_address: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)) as Record<string, unknown>)
    return Promise.resolve(Response.json(answers.shift()))
  })
  const documents = createDocumentStore(testFlow())
  const trial = createTrialStore({ flowId: '1', documents, chance: () => '4821' })
  const settled = () => vi.waitFor(() => expect(trial.getState().isBusy).toBe(false))
  return { trial, documents, sent, settled }
}

const ok = (said: string, more: Partial<TriedStep> = {}) => ({
  ...tried(said, more),
  problems: [],
})
const words = (trial: ReturnType<typeof trying>['trial']) =>
  linesOf(trial.getState().steps).map(({ content }) =>
    content.kind === 'text' ? content.text : '',
  )

test('going back a step, the next answer is taken by the session of then', async () => {
  const { trial, sent, settled } = trying(ok('one'), ok('two'), ok('three'))
  trial.getState().start()
  await settled()
  await trial.getState().go({ kind: 'say', text: 'a' }, 'a')

  trial.getState().rewind(1)
  await trial.getState().go({ kind: 'say', text: 'b' }, 'b')

  expect(words(trial)).toEqual(['one', 'b', 'three'])
  expect(sent.map(({ session }) => session)).toEqual([null, { said: 'one' }, { said: 'one' }])
})

test('a trial runs with what is being typed', async () => {
  const { trial, documents, sent, settled } = trying(ok('one'))
  typeTitle(documents, 'Ada')
  trial.getState().start()
  await settled()

  expect(sent[0]?.['document']).toMatchObject({ nodes: [{ title: 'Ada' }, {}, {}] })
})

test('the start is not gone back over', async () => {
  const { trial, settled } = trying(ok('one'))
  trial.getState().start()
  await settled()

  trial.getState().back()

  expect(trial.getState().steps).toHaveLength(1)
})

test('an edit leaves the trial on its document until it is repeated', async () => {
  const { trial, documents, sent, settled } = trying(ok('one'), ok('two'), {
    steps: [tried('new one')],
    problems: [],
  })
  trial.getState().start()
  await settled()
  const before = documents.getState().document
  documents.getState().edit('edit.rename', (flow) => {
    flow.nodes = flow.nodes.slice(0, 1)
  })
  await trial.getState().go({ kind: 'say', text: 'a' }, 'a')
  expect(sent[1]?.['document']).toEqual(before)

  await trial.getState().again()

  expect(sent[2]?.['document']).toEqual(documents.getState().document)
  expect(sent[2]?.['steps']).toEqual([
    { event: { kind: 'start', chance: '4821' }, outcomes: [{ effect: 'CallHttp', code: 'one' }] },
    { event: { kind: 'say', text: 'a' }, outcomes: [{ effect: 'CallHttp', code: 'two' }] },
  ])
  expect(words(trial)).toEqual(['new one'])
  expect(trial.getState().notice).toBe('stopped')
})

test('a repetition with errors leaves the trial as it is and says so', async () => {
  const { trial, settled } = trying(ok('one'), { steps: [], problems: [] })
  trial.getState().start()
  await settled()

  await trial.getState().again()

  expect([words(trial), trial.getState().notice]).toEqual([['one'], 'broken'])
})

test('a start in the middle asks for values first, where there are any', async () => {
  const { trial, documents, sent, settled } = trying(ok('one'), ok('two'))
  trial.getState().prepare('menu')
  await settled()
  expect(sent[0]?.['event']).toEqual({ kind: 'start', chance: '4821', node: 'menu', variables: {} })

  documents.getState().edit('edit.variables', (flow) => {
    flow.variables.push({ name: 'city', kind: 'text', personal: false, initial: null })
  })
  trial.getState().prepare('menu')
  expect(trial.getState().preparing).toBe('menu')
  trial.getState().startAt('menu', { city: 'Kraków' })
  await settled()

  expect(sent[1]?.['event']).toMatchObject({ node: 'menu', variables: { city: 'Kraków' } })
  expect(trial.getState().preparing).toBeNull()
})

test('what fails is said, and what was written is not lost from the talk before', async () => {
  const { trial, settled } = trying(ok('one'))
  trial.getState().start()
  await settled()
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))

  await expect(trial.getState().go({ kind: 'human' })).rejects.toThrow()

  expect(words(trial)).toEqual(['one'])
  expect(trial.getState().error).toMatchObject({ code: 'offline' })
})

test('a run is a talk of what happened, with how it stands at the end', () => {
  const document = testFlow()
  const step = (said: string, happened: string[]) => ({
    event: { kind: 'human' } as const,
    said,
    tried: tried(said, { happened }),
    document,
  })

  expect(talkOf([step('a', ['chance: 1']), step('b', ['visitor: b', 'result: {}'])])).toBe(
    'chance: 1\nvisitor: b\nresult: {}\nstatus: waiting\n',
  )
})

test('moving a card changes nothing in how a flow runs', () => {
  const one = testFlow()

  expect(runsAlike(one, { ...one, layout: {} })).toBe(true)
  expect(runsAlike(one, { ...one, nodes: [] })).toBe(false)
})

test.each([
  ['12,5', 'number', 12.5],
  ['tak', 'boolean', true],
  ['', 'number', null],
  ['1042', 'text', '1042'],
  ['{"a": 1}', 'object', { a: 1 }],
  ['not json', 'list', 'not json'],
])('%s as %s', (text, kind, value) => {
  expect(valueFrom(text, kind)).toEqual(value)
})

test('values are shown as they are typed', () => {
  expect([textFrom(null), textFrom('a'), textFrom({ a: 1 })]).toEqual(['', 'a', '{"a":1}'])
})

test('a trial says what keeps the draft from going on', () => {
  const lacks = (code: string, node: string, port?: string): Problem => ({
    code,
    level: 'error',
    unfinished: true,
    message: '',
    hint: '',
    node,
    field: null,
    fix: port ? { kind: 'connect_to_end', label: '', data: { node, port } } : null,
  })
  const problems = [
    lacks('flow.E021', 'ask'),
    lacks('flow.E031', 'ask', 'next'),
    lacks('x', 'else'),
  ]
  const left = { node: 'ask', port: 'next', text: '', kind: 'left' as const }

  expect(unfinishedAt(tried('', { stuck: true, activeNode: 'ask' }), problems)).toEqual([
    problems[0],
  ])
  expect(unfinishedAt(tried('', { status: 'ended', trace: [left] }), problems)).toEqual([
    problems[1],
  ])
  expect(unfinishedAt(tried('', { status: 'waiting', trace: [left] }), problems)).toEqual([])
})
