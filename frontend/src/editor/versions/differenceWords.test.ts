import { beforeAll, expect, test } from 'vitest'
import type { TFunction } from 'i18next'

import { startI18n } from '../../shared/i18n'
import type { FieldChange } from '../state/differences'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { fieldWords } from './differenceWords'

let t: TFunction
beforeAll(() => {
  t = startI18n('pl', { en, pl }).t
})

const words = (change: Partial<FieldChange>) => {
  const { label, before, after } = fieldWords(
    { key: 'text', before: undefined, after: undefined, ...change },
    t,
  )
  return `${label}: ${before} → ${after}`
}

test('a text is quoted, a missing one is empty', () => {
  expect(words({ title: 'Treść', before: 'Dzień dobry', after: '' })).toBe(
    'Treść: „Dzień dobry” → (puste)',
  )
})

test('long texts begin just before they differ', () => {
  const same = 'a'.repeat(200)
  const { before, after } = fieldWords(
    { key: 'text', before: `${same}X`, after: `${same}${'Y'.repeat(300)}` },
    t,
  )

  expect(before?.startsWith('…aaa')).toBe(true)
  expect(before?.endsWith('X”')).toBe(true)
  expect(after?.length).toBeLessThan(130)
})

test('numbers, yes and no, choices and lengths of time are said as people say them', () => {
  const choice = { enum: ['a', 'b'], 'x-labels': ['Pierwszy', 'Drugi'] }

  expect(words({ title: 'Ile', before: 1, after: 2 })).toBe('Ile: 1 → 2')
  expect(words({ key: 'variable_personal', before: false, after: true })).toBe(
    'Dane osobowe: nie → tak',
  )
  expect(words({ title: 'Co', before: 'a', after: 'b', schema: choice })).toBe(
    'Co: „Pierwszy” → „Drugi”',
  )
  expect(words({ key: 'after_s', before: 60, after: 120 })).toBe(
    'Po jakim czasie: 1 minuta → 2 minuty',
  )
})

test('a list is said by its items, and what does not show in words is only changed', () => {
  const item = (label: string, value = label) => ({ label, value })

  expect(words({ title: 'Przyciski', before: [item('A')], after: [item('A'), item('B')] })).toBe(
    'Przyciski: „A” → „A”, „B”',
  )
  expect(words({ title: 'Przyciski', before: [item('A', '1')], after: [item('A', '2')] })).toBe(
    'Przyciski: null → null',
  )
})

test('a wire says where it led and where it leads', () => {
  expect(words({ key: 'wire', title: 'Tak', before: 'Godziny', after: undefined })).toBe(
    'Wyjście „Tak”: „Godziny” → donikąd',
  )
})
