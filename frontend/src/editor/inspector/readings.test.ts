import { expect, test } from 'vitest'

import { startI18n } from '../../shared/i18n'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { groupOf, operatorsFor, sentence, stored, typedValue } from './conditions'
import { bestUnit, durationInWords } from './duration'
import { optionsOf, slugOf, variableNameOf } from './fieldWords'
import { linesOf } from './controls/LinesControl'
import { initialConfig, resolved } from './schema'

const polish = startI18n('pl', { en, pl }).t
const english = startI18n('en', { en, pl }).t

test('a schema is read through references and optional values', () => {
  const root = { $defs: { A: { type: 'string', title: 'A', maxLength: 5 } } }

  expect(resolved({ $ref: '#/$defs/A', title: 'Own' }, root)).toEqual({
    type: 'string',
    title: 'Own',
    maxLength: 5,
  })
  expect(resolved({ anyOf: [{ type: 'integer' }, { type: 'null' }], default: null }, root)).toEqual(
    { type: 'integer', default: null },
  )
})

test('a fresh config holds what is required and nothing more', () => {
  const schema = {
    type: 'object',
    required: ['text', 'items'],
    properties: {
      text: { type: 'string' },
      items: { type: 'array', minItems: 2, items: { type: 'integer', minimum: 1 } },
      more: { type: 'string', default: 'x' },
    },
  }

  expect(initialConfig(schema)).toEqual({ text: '', items: [1, 1] })
})

test('labels of an enum come in order or by value', () => {
  expect(optionsOf({ enum: ['a', 'b'], 'x-labels': ['A', 'B'] }).map((each) => each.label)).toEqual(
    ['A', 'B'],
  )
  expect(optionsOf({ enum: ['a', 'b'], 'x-labels': { b: 'B' } }).map((each) => each.label)).toEqual(
    ['a', 'B'],
  )
})

test('short names and variables are made from Polish words', () => {
  expect(slugOf(' Zażółć gęślą – jaźń! ')).toBe('zazolc-gesla-jazn')
  expect(variableNameOf('2. Numer zamówienia')).toBe('numer_zamowienia')
})

test('a lone rule is a group of one and is stored as a group', () => {
  const rule = { variable: 'a', operator: 'is', value: 'x' }

  expect(stored(groupOf(rule))).toEqual({ all: [rule] })
  expect(stored(groupOf({}))).toEqual({ all: [] })
  expect(stored(groupOf({ any: [rule, { all: [rule] }] }))).toEqual({
    any: [rule, { all: [rule] }],
  })
})

test('a condition reads like a sentence in both languages', () => {
  const condition = {
    all: [
      { variable: 'status', operator: 'is', value: 'paid' },
      {
        any: [
          { variable: 'age', operator: 'at_least', value: 18 },
          { variable: 'vip', operator: 'is_filled' },
        ],
      },
    ],
  }

  expect(sentence(condition, english)).toBe(
    '{{ status }} is “paid” and ({{ age }} is at least 18 or {{ vip }} is filled)',
  )
  expect(sentence(condition, polish)).toBe(
    '{{ status }} to „paid” i ({{ age }} wynosi co najmniej 18 lub {{ vip }} jest wypełnione)',
  )
})

test('operators and values fit the kind of the variable', () => {
  expect(operatorsFor('date')).toEqual(['is', 'is_not', 'before', 'after', 'is_empty', 'is_filled'])
  expect(typedValue('1 200,5', 'at_least', null)).toBe(1200.5)
  expect(typedValue('{{ limit }}', 'at_least', 'number')).toBe('{{ limit }}')
  expect(typedValue('12', 'contains', 'text')).toBe('12')
})

test('time is said with the right plural', () => {
  const said = (seconds: number) => durationInWords(seconds, polish)

  expect([said(60), said(120), said(300), said(22 * 60)]).toEqual([
    '1 minuta',
    '2 minuty',
    '5 minut',
    '22 minuty',
  ])
  expect(said(5400)).toBe('1 godzina 30 minut')
  expect(bestUnit(7200)).toBe('h')
})

test('a new card begins with what older ones do not have', () => {
  const schema = {
    type: 'object',
    properties: {
      ask_back: { type: 'boolean', default: false, 'x-initial': true },
      mask: { type: 'boolean', default: true },
    },
  }

  expect(initialConfig(schema)).toEqual({ ask_back: true })
})

test('lines are the texts that say something, each once', () => {
  expect(linesOf(' gdzie paczka \n\nzwrot\r\nzwrot\n')).toEqual(['gdzie paczka', 'zwrot'])
})
