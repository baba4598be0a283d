import { expect, test } from 'vitest'

import type { NodeTypeInfo } from '../../shared/flow'
import { previewOf, type PreviewWords } from './preview'

const words = (name: string) => ({ info: { name } as NodeTypeInfo }) as PreviewWords

test('the card of a step that picks out data names the variables it fills', () => {
  const fields = [{ kind: 'date', variable: 'day' }, { kind: 'amount', variable: 'sum' }, null, {}]

  expect(previewOf({ fields }, words('extract'))).toBe('→ {{ day }}, {{ sum }}')
  expect(previewOf({}, words('extract'))).toBe('')
  expect(previewOf({ text: 'Your order', fields }, words('form'))).toBe(
    'Your order\n→ {{ day }}, {{ sum }}',
  )
})

test('the card of a step that changes the language names it as its form does', () => {
  const language = { enum: ['written', 'de'], 'x-labels': { de: 'Niemiecki' }, default: 'de' }
  const info = { name: 'set_language', configSchema: { properties: { language } } }
  const own = { info } as unknown as PreviewWords

  expect(previewOf({ language: 'de' }, own)).toBe('Niemiecki')
  expect(previewOf({}, own)).toBe('Niemiecki')
  expect(previewOf({ language: 'gone' }, own)).toBe('')
})
