import { expect, test } from 'vitest'

import { readContent, readFrame } from './protocol'

test.each([
  'no json',
  '[]',
  'null',
  '3',
  '{}',
  '{"type":"unknown"}',
  '{"type":"message","seq":-1,"from":"bot","content":{}}',
  '{"type":"message","seq":1.5,"from":"bot","content":{}}',
  '{"type":"message","seq":1,"from":"root","content":{}}',
  '{"type":"welcome","conversation":"c","visitor":"","head":1,"state":"bot"}',
  '{"type":"status","state":"__proto__"}',
  '{"type":"ack","client_id":1,"seq":1}',
])('%s is no frame', (text) => {
  expect(readFrame(text)).toBeNull()
})

test('content we do not know keeps its words', () => {
  expect(readContent({ kind: 'hologram', text: 'Hello' })).toEqual({
    kind: 'unknown',
    text: 'Hello',
  })
  expect(readContent(null)).toEqual({ kind: 'unknown', text: '' })
})

test('a form comes with fields that are whole, whatever is left out of them', () => {
  const raw = { kind: 'form', text: 'Your visit', fields: [{ name: 'day', input: 'date' }, 7] }

  expect(readContent(raw)).toEqual({
    kind: 'form',
    text: 'Your visit',
    submit: '',
    fields: [
      {
        name: 'day',
        label: '',
        input: 'date',
        hint: '',
        required: false,
        options: [],
        low: '',
        high: '',
        value: '',
        error: '',
      },
    ],
  })
})

test('a scale without end is not drawn', () => {
  expect(readContent({ kind: 'rating', text: 'How?', low: 0, high: 1e9 }).kind).toBe('unknown')
})

test('only true marks text as generated', () => {
  const frame = (generated: unknown) =>
    readFrame(
      JSON.stringify({ type: 'message', seq: 1, from: 'ai', content: {}, at: '', generated }),
    )

  expect(frame('yes')).toMatchObject({ generated: false })
  expect(frame(true)).toMatchObject({ generated: true })
})

test('retry may be seconds or a plain yes', () => {
  const retry = (value: unknown) => readFrame(JSON.stringify({ type: 'error', retry: value }))

  expect(retry(5)).toMatchObject({ retry: 5 })
  expect(retry(true)).toMatchObject({ retry: 2 })
  expect(retry(undefined)).not.toHaveProperty('retry')
})
