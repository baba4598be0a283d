import { expect, it } from 'vitest'
import { colleaguesFor, mentionedIn, mentionQuery, withMention } from './mentions'

const PEOPLE = [
  { id: 1, name: 'Ola Wąsik', may_see: false },
  { id: 2, name: 'Jan Żak', may_see: true },
  { id: 3, name: 'Olga', may_see: true },
]

it('an @ that begins a word asks for a colleague, up to the caret', () => {
  expect(mentionQuery('Hej @ol', 7)).toEqual({ start: 4, words: 'ol' })
  expect(mentionQuery('@', 1)).toEqual({ start: 0, words: '' })
  expect(mentionQuery('Hej @ol i reszta', 7)).toEqual({ start: 4, words: 'ol' })
  expect(mentionQuery('@Ola Wą', 7)).toEqual({ start: 0, words: 'Ola Wą' })
})

it('an address, or a name that is finished, asks for nobody', () => {
  expect(mentionQuery('pisz na ola@example', 19)).toBeNull()
  expect(mentionQuery('@Ola Wąsik, zerkniesz', 21)).toBeNull()
  expect(mentionQuery('nic', 3)).toBeNull()
})

it('colleagues are found by any of their names, those with an inbox first', () => {
  expect(colleaguesFor(PEOPLE, 'ol').map((one) => one.id)).toEqual([3, 1])
  expect(colleaguesFor(PEOPLE, 'wasik').map((one) => one.id)).toEqual([1])
  expect(colleaguesFor(PEOPLE, 'zak').map((one) => one.id)).toEqual([2])
  expect(colleaguesFor(PEOPLE, 'nikt')).toEqual([])
})

it('the name takes the place of what was begun', () => {
  const query = { start: 4, words: 'ol' }

  expect(withMention('Hej @ol zerkniesz?', 7, query, 'Olga')).toEqual({
    text: 'Hej @Olga zerkniesz?',
    caret: 10,
  })
})

it('whom a note calls is read from its text', () => {
  expect(mentionedIn('@Jan Żak i @Olga, proszę', PEOPLE)).toEqual([2, 3])
  expect(mentionedIn('Jan Żak', PEOPLE)).toEqual([])
})
