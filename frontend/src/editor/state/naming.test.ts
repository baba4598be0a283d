import { expect, test } from 'vitest'

import type { Catalogue } from '../../shared/flow'
import { emptyFlow } from '../../shared/flow'
import { configureField } from '../inspector/configureField'
import { createDocumentStore } from './documentStore'
import { nameFrom } from './naming'
import { CATALOGUE } from './testFlow'

test.each([
  ['Jaki jest numer Twojego zamówienia?', 'numer_zamowienia'],
  ['Proszę podać adres e-mail', 'adres_email'],
  ['Jak masz na imię?', 'imie'],
  ['Ile sztuk chcesz zamówić?', 'sztuk_zamowic'],
  ['What is your order number?', 'order_number'],
  ['{{ imie }}, podaj kod pocztowy', 'kod_pocztowy'],
  ['Jaki jest numer zamówienia? Znajdą go Państwo w mailu.', 'numer_zamowienia'],
  ['Dzień dobry! Jaki jest kod pocztowy?', 'kod_pocztowy'],
  ['Co?', ''],
  ['Łódź czy Łask?', 'lodz_lask'],
  [`${'bardzo'.repeat(9)}?`, 'bardzo'.repeat(9).slice(0, 40)],
])('%s is kept as %s', (question, name) => {
  expect(nameFrom(question)).toBe(name)
})

const message = CATALOGUE.get('message')
if (!message) throw new Error('The test catalogue has a message.')
const ASKING: Catalogue = new Map([
  ...CATALOGUE,
  [
    'question',
    {
      ...message,
      name: 'question',
      configSchema: {
        type: 'object',
        properties: {
          question: { type: 'string', 'x-control': 'template' },
          save_as: { type: 'string', 'x-control': 'variable', 'x-named-by': 'question' },
        },
      },
    },
  ],
])

function asking() {
  const documents = createDocumentStore({
    ...emptyFlow(),
    nodes: ['one', 'two'].map((id) => ({
      id,
      type: 'question',
      title: '',
      config: { question: '', save_as: '' },
    })),
  })
  const set = (id: string, key: string, value: string) =>
    configureField({ documents, catalogue: ASKING }, id, key, value)
  const nameOf = (id: string) =>
    documents.getState().document.nodes.find((node) => node.id === id)?.config['save_as']
  const declared = () => documents.getState().document.variables.map(({ name }) => name)
  return { set, nameOf, declared, documents }
}

test('the name follows the question while it is written, and is declared once', () => {
  const { set, nameOf, declared, documents } = asking()

  set('one', 'question', 'Jaki jest nu')
  set('one', 'question', 'Jaki jest numer zamówienia?')

  expect([nameOf('one'), declared()]).toEqual(['numer_zamowienia', ['numer_zamowienia']])
  documents.getState().undo()
  expect([nameOf('one'), declared()]).toEqual(['', []])
})

test('two questions with the same words keep their answers apart', () => {
  const { set, nameOf } = asking()

  set('one', 'question', 'Numer zamówienia?')
  set('two', 'question', 'Numer zamówienia?')

  expect([nameOf('one'), nameOf('two')]).toEqual(['numer_zamowienia', 'numer_zamowienia_2'])
})

test('a name that an author chose, or that something reads, stays', () => {
  const { set, nameOf } = asking()
  set('one', 'save_as', 'zamowienie')
  set('one', 'question', 'Numer zamówienia?')
  set('two', 'question', 'Imię')
  set('one', 'question', 'Numer zamówienia, {{ imie }}?')

  set('two', 'question', 'Imię i nazwisko')

  expect([nameOf('one'), nameOf('two')]).toEqual(['zamowienie', 'imie'])
})

test('a name that was made and is not wanted leaves nothing behind', () => {
  const { set, nameOf, declared } = asking()
  set('one', 'question', 'Jaki jest numer zamówienia?')

  set('one', 'save_as', 'zamowienie')

  expect(nameOf('one')).toBe('zamowienie')
  expect(declared()).not.toContain('numer_zamowienia')
})

test('a sentence that is mended later leaves the name', () => {
  const { set, nameOf } = asking()
  set('one', 'question', 'Podaj numre zamówienia')

  set('one', 'question', 'Podaj numer zamówienia')

  expect(nameOf('one')).toBe('numre_zamowienia')
})

test('the fields of a form are named one by one, and follow their kind', () => {
  const field = {
    type: 'object' as const,
    properties: {
      label: { type: 'string' as const },
      kind: { type: 'string' as const },
      variable: { type: 'string' as const, 'x-control': 'variable', 'x-named-by': 'label' },
    },
  }
  const schema = {
    type: 'object' as const,
    properties: { fields: { type: 'array' as const, items: field } },
  }
  const catalogue: Catalogue = new Map([
    ['form', { ...message, name: 'form', configSchema: schema }],
  ])
  const rows = [
    { label: '', kind: 'text', variable: '' },
    { label: 'Imię', kind: 'text', variable: 'imie' },
  ]
  const node = { id: 'form', type: 'form', title: '', config: { fields: rows } }
  const documents = createDocumentStore({ ...emptyFlow(), nodes: [node] })
  const shown = () => documents.getState().document.nodes[0]?.config['fields'] as typeof rows
  const change = (more: Partial<(typeof rows)[0]>) => {
    const [first, ...rest] = shown()
    const value = [{ ...first, ...more }, ...rest]
    configureField({ documents, catalogue }, 'form', 'fields', value)
  }

  change({ label: 'Adres e-m' })
  change({ label: 'Adres e-mail' })
  change({ kind: 'email' })

  expect(shown().map(({ variable }) => variable)).toEqual(['adres_email', 'imie'])
  expect(documents.getState().document.variables).toMatchObject([
    { name: 'adres_email', kind: 'text', personal: true },
  ])
})
