// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { startNamesLarge } from './startNamesLarge'

test('a column name begins with a large letter and stays as it is after it', () => {
  document.body.innerHTML = '<p data-label="łatwość rozmowy CES"></p><p data-label=""></p>'

  startNamesLarge(document)

  const names = [...document.querySelectorAll('p')].map((cell) => cell.dataset.label)
  expect(names).toEqual(['Łatwość rozmowy CES', ''])
})
