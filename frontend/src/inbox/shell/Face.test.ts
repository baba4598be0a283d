import { expect, it } from 'vitest'
import { initials } from './Face'

it.each([
  ['Ada Lovelace', 'AL'],
  ['ola@client.example', 'O'],
  ['Rozmówca 11', '11'],
  ['Visitor 40123', '123'],
  ['', '?'],
])('%s is shown as %s', (name, shown) => {
  expect(initials(name)).toBe(shown)
})
