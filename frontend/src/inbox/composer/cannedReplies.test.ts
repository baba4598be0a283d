import { expect, it } from 'vitest'
import type { CannedReply } from '../api/types'
import { cannedQuery, filledIn, matching, placesIn, unfilled } from './cannedReplies'

const reply = (shortcut: string, language = '', title = shortcut, text = ''): CannedReply => ({
  id: 0,
  shortcut,
  title,
  text,
  language,
})

it('a slash begins a query only at the start of one short line', () => {
  expect(cannedQuery('/')).toBe('')
  expect(cannedQuery('/zw')).toBe('zw')
  expect(cannedQuery('/zwrot za')).toBe('zwrot za')
  expect(cannedQuery('1/2')).toBeNull()
  expect(cannedQuery('/zwrot\nza')).toBeNull()
  expect(cannedQuery(`/${'zwrot '.repeat(12)}`)).toBeNull()
})

it('replies in the visitor’s language come first, then those that begin with the query', () => {
  const found = matching(
    [reply('moment', 'en'), reply('zamowienie', 'pl'), reply('mowa', 'pl')],
    'mo',
    'pl',
  )

  expect(found.map((one) => one.shortcut)).toEqual(['mowa', 'zamowienie', 'moment'])
})

it('Polish letters match their plain ones', () => {
  expect(matching([reply('x', '', 'Żółta kartka')], 'zolta', 'pl')).toHaveLength(1)
})

it('every word counts, in any order, in the name or in the text', () => {
  const replies = [
    reply('zwrot', 'pl', 'Zwrot towaru', 'Ma Pani 30 dni na odesłanie paczki.'),
    reply('paczka', 'pl', 'Gdzie jest paczka', 'Sprawdzę, gdzie jest.'),
  ]
  const found = (query: string) => matching(replies, query, 'pl').map((one) => one.shortcut)

  expect(found('paczka gdzie')).toEqual(['paczka'])
  expect(found('paczk')).toEqual(['paczka', 'zwrot'])
  expect(found('30 dni')).toEqual(['zwrot'])
  expect(found('zwrot gdzie')).toEqual([])
})

it.each(['zwort', 'zwrt', 'zwwrot', 'zerot', 'wzrot', 'rzwrot'])(
  'one letter may be mistyped: %s',
  (query) => {
    expect(matching([reply('zwrot'), reply('adres')], query, 'pl')).toHaveLength(1)
  },
)

it.each(['zwo', 'zaart', 'adrwsx', 'kontakt'])('more than that is another word: %s', (query) => {
  expect(matching([reply('zwrot'), reply('adres')], query, 'pl')).toEqual([])
})

it('what is known stands in its place, and the rest waits for the agent', () => {
  const text = 'Zamówienie {numer_zamówienia} wysłano na {email}.'

  expect(filledIn(text, { email: 'ada@example.com', numer_zamówienia: '' })).toBe(
    'Zamówienie {numer_zamówienia} wysłano na ada@example.com.',
  )
  expect(placesIn(text)).toEqual(['{numer_zamówienia}', '{email}'])
  expect(unfilled(text, new Set(['{numer_zamówienia}']))).toEqual([11, 29])
  expect(unfilled('Klamry {email}', new Set(['{numer}']))).toBeNull()
})

it('a value with braces in it is no place', () => {
  expect(filledIn('{question}', { question: '{agent}', agent: 'Anna' })).toBe('{agent}')
  expect(filledIn('{name}: {email}', { name: '{email}', email: 'a@b.pl' })).toBe('{email}: a@b.pl')
})

it('names are filled in, and an unknown one leaves nothing behind', () => {
  expect(filledIn('Dzień dobry, {name}.', { name: 'Ada', agent: '' })).toBe('Dzień dobry, Ada.')
  expect(filledIn('Dzień dobry, {name}.', { name: '', agent: '' })).toBe('Dzień dobry.')
  expect(filledIn('Tu {agent}.', { name: '', agent: 'Anna' })).toBe('Tu Anna.')
})

it('without a query those of another language are left out, unless there are no others', () => {
  const replies = [reply('moment', 'en'), reply('mowa', 'pl'), reply('link')]
  const names = (language: string) => matching(replies, '', language).map((one) => one.shortcut)

  expect(names('pl')).toEqual(['link', 'mowa'])
  expect(matching([reply('moment', 'en')], '', 'pl')).toHaveLength(1)
})
