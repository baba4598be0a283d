import { expect, test } from 'vitest'

import type { Template } from '../shared/api/templates'
import { EVERYTHING, fitting, present } from './filters'

const template = (key: string, part: Partial<Template> = {}): Template => ({
  key,
  name: key,
  language: 'pl',
  summary: '',
  forWhom: '',
  business: 'any',
  does: [],
  facts: [],
  needs: [],
  entries: 0,
  talks: 0,
  own: false,
  madeBy: '',
  nodes: [],
  edges: [],
  ...part,
})

const ALL = [
  template('salon', { name: 'Salon urody', business: 'beauty', does: ['booking'] }),
  template('books', { name: 'Księgarnia łódzka', business: 'books', does: ['answers'] }),
  template('shop', { name: 'Shop', language: 'en', own: true, summary: 'Parcels and returns' }),
]
const keys = (wanted: Partial<typeof EVERYTHING>) =>
  fitting(ALL, { ...EVERYTHING, ...wanted }).map(({ key }) => key)

test('nothing wanted shows everything', () => {
  expect(keys({})).toEqual(['salon', 'books', 'shop'])
})

test('every filter narrows', () => {
  expect(keys({ language: 'en' })).toEqual(['shop'])
  expect(keys({ business: 'beauty' })).toEqual(['salon'])
  expect(keys({ does: 'answers' })).toEqual(['books'])
  expect(keys({ own: true })).toEqual(['shop'])
  expect(keys({ language: 'pl', does: 'survey' })).toEqual([])
})

test('words are found without case and diacritics, all of them', () => {
  expect(keys({ words: 'KSIEGARNIA lodzka' })).toEqual(['books'])
  expect(keys({ words: 'returns  parcels' })).toEqual(['shop'])
  expect(keys({ words: 'returns salon' })).toEqual([])
})

test('choices are those that exist, in their order', () => {
  expect(present(['a', 'b', 'c'], ['c', 'a', 'c', 'x'])).toEqual(['a', 'c'])
})
