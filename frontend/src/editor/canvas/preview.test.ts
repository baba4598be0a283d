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
