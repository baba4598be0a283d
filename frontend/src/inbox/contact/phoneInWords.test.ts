import { expect, it } from 'vitest'
import { phoneInWords } from './phoneInWords'

it.each([
  ['+48601234567', '+48\u00a0601\u00a0234\u00a0567'],
  ['+442071234567', '+442071234567'],
  ['+4860123456', '+4860123456'],
])('reads %s as %s', (phone, words) => {
  expect(phoneInWords(phone)).toBe(words)
})
