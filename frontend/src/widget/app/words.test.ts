import { expect, test } from 'vitest'

import en from '../locales/en.json'
import pl from '../locales/pl.json'
import laterEn from './later/locales/en.json'
import laterPl from './later/locales/pl.json'
import { wordsIn } from './words'

const CATALOGUES = [
  [pl, en],
  [laterPl, laterEn],
] as const
const stem = (key: string) => key.replace(/_(one|few|many|other)$/, '')

test.each(CATALOGUES)('both languages have the same words', (polish, english) => {
  const of = (catalogue: object) => [...new Set(Object.keys(catalogue).map(stem))].sort()

  expect(of(polish)).toEqual(of(english))
})

test.each(CATALOGUES)('both languages use the same values', (polish, inEnglish) => {
  const names = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()
  const english = inEnglish as Record<string, string>

  for (const [key, text] of Object.entries(polish as Record<string, string>)) {
    expect(names(text), key).toEqual(names(english[key] ?? english[`${stem(key)}_other`] ?? ''))
  }
})

test('Polish has its three plurals', () => {
  const words = wordsIn('pl-PL')

  expect([1, 2, 5, 22, 112].map((count) => words('left', { count }))).toEqual([
    'Został 1 znak',
    'Zostały 2 znaki',
    'Zostało 5 znaków',
    'Zostały 22 znaki',
    'Zostało 112 znaków',
  ])
})

test('a language we do not have is answered in English', () => {
  expect(wordsIn('de')('send')).toBe('Send')
})

test('nobody is shouted at', () => {
  expect(
    CATALOGUES.flat()
      .flatMap((each) => Object.values(each))
      .filter((text) => text.includes('!')),
  ).toEqual([])
})

test("the owner's own words come first, and only those", () => {
  const words = wordsIn('pl', { machine: 'Lila (automat)', notice: '' })

  expect([words('machine'), words('assistant')]).toEqual(['Lila (automat)', 'Asystent AI'])
  expect(words('notice')).not.toBe('')
})
