import { expect, it } from 'vitest'
import type { CannedReply } from '../api/types'
import { cannedQuery, filledIn, matching } from './cannedReplies'

const reply = (shortcut: string, language = '', title = shortcut): CannedReply => ({
  id: 0,
  shortcut,
  title,
  text: '',
  language,
})

it('a slash begins a query only at the start and before any space', () => {
  expect(cannedQuery('/')).toBe('')
  expect(cannedQuery('/zw')).toBe('zw')
  expect(cannedQuery('/zwrot za')).toBeNull()
  expect(cannedQuery('1/2')).toBeNull()
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

it('names are filled in, and an unknown one leaves nothing behind', () => {
  expect(filledIn('Dzień dobry, {name}.', { name: 'Ada', agent: '' })).toBe('Dzień dobry, Ada.')
  expect(filledIn('Dzień dobry, {name}.', { name: '', agent: '' })).toBe('Dzień dobry.')
  expect(filledIn('Tu {agent}.', { name: '', agent: 'Anna' })).toBe('Tu Anna.')
})
