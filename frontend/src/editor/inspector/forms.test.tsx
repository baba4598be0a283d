// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'

import type { Config, Problem, Schema } from '../../shared/flow'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, type Editor } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { createTrialStore } from '../simulator/trialStore'
import { startSaving } from '../state/autosave'
import { createDocumentStore } from '../state/documentStore'
import { CATALOGUE, testFlow } from '../state/testFlow'
import { startSettling } from '../state/typing'
import { ConfigForm } from './ConfigForm'
import { LinesControl } from './controls/LinesControl'

vi.setConfig({ testTimeout: 30_000 })

beforeAll(() => standInForBrowser())
const ends: (() => void)[] = []
afterEach(() => {
  cleanup()
  ends.splice(0).forEach((end) => end())
})

function editor(): Editor {
  const documents = createDocumentStore({
    ...testFlow(),
    variables: [{ name: 'age', kind: 'number', personal: false, initial: null }],
  })
  const draft = {
    revision: 1,
    document: documents.getState().document,
    problems: [],
    savedAt: '',
    publishedNumber: null,
    publishedRevision: null,
  }
  return {
    flowId: '1',
    flowsUrl: '',
    language: 'en',
    documents,
    saving: startSaving({ flowId: '1', documents, draft, mayEdit: true }),
    trial: createTrialStore({ flowId: '1', documents }),
    catalogue: CATALOGUE,
    surroundings: {
      teams: [{ name: 'sales', label: 'Sales' }],
      credentials: [],
      surveys: [],
      flows: [],
      modelConfigured: false,
    },
    mayEdit: true,
    mayPublish: true,
    tour: { isOffered: false, decline: () => undefined },
  }
}

/** Shows a form and keeps what is typed; `config` is as it is once the keys rest. */
function shown(schema: Schema, config: Config, problems: Problem[] = []) {
  let latest = config
  const { documents, ...rest } = editor()
  ends.push(startSettling(documents.typing))
  function Form() {
    const [now, setNow] = useState(config)
    latest = now
    return (
      <ConfigForm
        idPrefix="f"
        schema={schema}
        config={now}
        problems={problems}
        isDisabled={false}
        onChange={(key, value) => setNow((before) => ({ ...before, [key]: value }))}
      />
    )
  }
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <EditorContext.Provider value={{ documents, ...rest }}>
          <Form />
        </EditorContext.Provider>
      </MantineProvider>
    </I18nextProvider>,
  )
  return {
    get config(): Config {
      act(documents.typing.getState().settle)
      return latest
    },
  }
}

const choices = CATALOGUE.get('choices')?.configSchema ?? {}
const options = [
  { value: 'option-1', label: '' },
  { value: 'own-name', label: 'Second' },
]

test('a short name follows the words of its button until it has one of its own', async () => {
  const seen = shown(choices, { text: 'Hi', options })
  const buttons = screen.getAllByRole('textbox', { name: /^Button/ })
  await userEvent.type(buttons[0] as HTMLElement, 'Status paczki')
  await userEvent.type(buttons[1] as HTMLElement, '!')

  expect(seen.config['options']).toEqual([
    { value: 'status-paczki', label: 'Status paczki' },
    { value: 'own-name', label: 'Second!' },
  ])
})

test('two buttons with the same words never share a short name', async () => {
  const seen = shown(choices, {
    text: 'Hi',
    options: [
      { value: 'no', label: 'No' },
      { value: 'option-2', label: '' },
    ],
  })
  await userEvent.type(screen.getAllByRole('textbox', { name: /^Button/ })[1] as HTMLElement, 'Now')

  expect(seen.config['options']).toEqual([
    { value: 'no', label: 'No' },
    { value: 'now', label: 'Now' },
  ])
})

test('rows are added, moved and removed', async () => {
  const seen = shown(choices, { text: 'Hi', options })
  const row = (index: number) => within(screen.getByTestId(`row-options-${index}`))
  await userEvent.click(screen.getByTestId('add-options'))
  await userEvent.click(row(1).getByRole('button', { name: 'Move item 2 up' }))
  await userEvent.click(row(1).getByRole('button', { name: 'Remove item 2' }))

  expect(seen.config['options']).toEqual([
    { value: 'own-name', label: 'Second' },
    { value: 'option-3', label: '' },
  ])
})

test('what is advanced is folded away, unless something is wrong in it', async () => {
  shown(choices, { text: 'Hi', options })
  const toggle = screen.getByTestId('advanced')
  expect(toggle.getAttribute('aria-expanded')).toBe('false')
  cleanup()
  shown(choices, { text: 'Hi', options }, [
    {
      code: 'flow.E001',
      level: 'error',
      unfinished: false,
      message: 'Too long.',
      hint: '',
      node: 'menu',
      field: 'retry',
      fix: null,
    },
  ])

  expect(screen.getByTestId('advanced').getAttribute('aria-expanded')).toBe('true')
  expect(screen.getByText('Too long.')).toBeTruthy()
})

test('a problem stands under its own field, also in a row', () => {
  shown(choices, { text: 'Hi', options }, [
    {
      code: 'flow.E001',
      level: 'error',
      unfinished: false,
      message: 'No words.',
      hint: '',
      node: 'menu',
      field: 'options.0.label',
      fix: null,
    },
  ])
  const row = within(screen.getByTestId('row-options-0'))

  expect(row.getByText('No words.')).toBeTruthy()
  expect(screen.getAllByText('No words.')).toHaveLength(1)
})

test('a default is shown without being stored', () => {
  const seen = shown(choices, { text: 'Hi', options })

  expect((screen.getByRole('textbox', { name: 'Ask again' }) as HTMLInputElement).value).toBe('1')
  expect(seen.config).not.toHaveProperty('retries')
})

test('a field that depends on another appears with it', async () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      ask: { type: 'boolean', title: 'Ask for a comment', default: false },
      comment: {
        type: 'string',
        title: 'Comment',
        'x-control': 'template',
        'x-when': { ask: true },
      },
    },
  }
  shown(schema, {})
  expect(screen.queryByRole('textbox', { name: 'Comment' })).toBeNull()
  await userEvent.click(screen.getByRole('switch', { name: 'Ask for a comment' }))

  expect(screen.getByRole('textbox', { name: 'Comment' })).toBeTruthy()
})

test('in a row of a list, too, a field appears with what it depends on', async () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      rows: {
        type: 'array',
        title: 'Rows',
        items: {
          type: 'object',
          properties: {
            ask: { type: 'boolean', title: 'Ask', default: false },
            comment: { type: 'string', title: 'Comment', 'x-when': { ask: true } },
          },
        },
      },
    },
  }
  shown(schema, { rows: [{ ask: false }] })
  expect(screen.queryByRole('textbox', { name: 'Comment' })).toBeNull()
  await userEvent.click(screen.getByRole('switch', { name: 'Ask' }))

  expect(screen.getByRole('textbox', { name: 'Comment' })).toBeTruthy()
})

test('a condition is built as a sentence and its number stored as one', async () => {
  const schema: Schema = {
    type: 'object',
    required: ['condition'],
    properties: { condition: { type: 'object', title: 'Condition', 'x-control': 'condition' } },
  }
  const seen = shown(schema, { condition: {} })
  await userEvent.click(screen.getByTestId('add-rule'))
  await userEvent.type(screen.getByRole('combobox', { name: 'Variable' }), 'age')
  await userEvent.type(screen.getByRole('textbox', { name: 'Value' }), '18')
  await userEvent.tab()

  expect(seen.config).toEqual({
    condition: { all: [{ variable: 'age', operator: 'is', value: 18 }] },
  })
})

test('a field of a kind nobody knows is edited as JSON', async () => {
  const seen = shown({ type: 'object', properties: { odd: { title: 'Odd' } } }, { odd: 1 })
  const field = screen.getByRole('textbox', { name: 'Odd' })
  await userEvent.clear(field)
  await userEvent.type(field, '[[1, 2]')

  expect(seen.config).toEqual({ odd: [1, 2] })
})

test('lines that there is no room for stay in sight with a sentence and are not kept', async () => {
  const { documents, ...rest } = editor()
  ends.push(startSettling(documents.typing))
  let kept: unknown = []
  function Topics() {
    const [value, setValue] = useState<unknown>([])
    kept = value
    return (
      <LinesControl
        id="topics"
        path="topics"
        label="Topics"
        value={value}
        onChange={setValue}
        problems={[]}
        isDisabled={false}
        isRequired={false}
        room={{ lines: 20, characters: 120 }}
      />
    )
  }
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <EditorContext.Provider value={{ documents, ...rest }}>
          <Topics />
        </EditorContext.Provider>
      </MantineProvider>
    </I18nextProvider>,
  )
  const field = screen.getByRole('textbox', { name: 'Topics' })
  const topics = Array.from({ length: 22 }, (_, index) => `topic ${index + 1}`)
  const settle = () => act(documents.typing.getState().settle)

  await userEvent.click(field)
  await userEvent.paste(topics.join('\n'))
  await userEvent.tab()
  settle()
  expect(kept).toEqual(topics.slice(0, 20))
  expect(field).toHaveProperty('value', topics.join('\n'))
  expect(screen.getByText(/At most 20 lines are kept; “topic 21”/)).toBeTruthy()

  await userEvent.clear(field)
  await userEvent.paste(`${'x'.repeat(121)}\nlaw`)
  settle()
  expect(kept).toEqual(['law'])
  expect(screen.getByText(/A line may have 120 characters. Not kept: “xxx/)).toBeTruthy()
})
