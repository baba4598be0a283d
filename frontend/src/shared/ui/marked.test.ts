import { expect, test } from 'vitest'

import { blocksOf, isSafe, spansOf } from './marked'

test('paragraphs, lists and spans are told apart', () => {
  expect(blocksOf('Hello **you**\nsecond line\n\n- one\n- two\n1. first')).toEqual([
    {
      kind: 'paragraph',
      lines: [
        [
          { kind: 'text', text: 'Hello ' },
          { kind: 'bold', parts: [{ kind: 'text', text: 'you' }] },
        ],
        [{ kind: 'text', text: 'second line' }],
      ],
    },
    {
      kind: 'list',
      isOrdered: false,
      items: [[{ kind: 'text', text: 'one' }], [{ kind: 'text', text: 'two' }]],
    },
    { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'first' }]] },
  ])
})

test('a link that could run code stays text', () => {
  const text = '[click](javascript:alert(1))'

  expect(spansOf(text).every((span) => span.kind === 'text')).toBe(true)
  expect([
    isSafe('https://a.pl'),
    isSafe('mailto:a@b.pl'),
    isSafe('data:text/html,x'),
    isSafe(' javascript:x'),
  ]).toEqual([true, true, false, false])
})

test('HTML is only ever text', () => {
  expect(blocksOf('<img src=x onerror=alert(1)>')).toEqual([
    { kind: 'paragraph', lines: [[{ kind: 'text', text: '<img src=x onerror=alert(1)>' }]] },
  ])
})

test('names with underscores and sums with stars are left alone', () => {
  expect(spansOf('order_number is 2*3*4')).toEqual([
    { kind: 'text', text: 'order_number is 2*3*4' },
  ])
})

test('long hostile text is read in no time', () => {
  const began = performance.now()
  blocksOf('*'.repeat(8_000) + '['.repeat(8_000) + '_a'.repeat(4_000))

  expect(performance.now() - began).toBeLessThan(1_000)
})
