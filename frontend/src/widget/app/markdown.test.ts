import { expect, test } from 'vitest'

import { parse, safeLink, type Inline } from './markdown'

const line = (text: string): Inline[] => {
  const [block] = parse(text)
  return block?.kind === 'p' ? (block.lines[0] ?? []) : []
}

test('bold, italic and code are marked, inside each other too', () => {
  expect(line('a **b *c*** `d*`')).toEqual([
    'a ',
    { kind: 'strong', children: ['b ', { kind: 'em', children: ['c'] }] },
    ' ',
    { kind: 'code', text: 'd*' },
  ])
})

test.each(['2*3*4', 'snake_case_name', 'alone *', '5 * 3 * 2', '**', '****', '_', 'a**b**c'])(
  '%s stays as written',
  (text) => {
    expect(line(text)).toEqual([text])
  },
)

test('lists and paragraphs are told apart', () => {
  expect(parse('One\ntwo\n\n- a\n- b\n\n3. c\n4) d').map((b) => b.kind)).toEqual(['p', 'ul', 'ol'])
  expect(parse('One:\r\n- a\r\n- b\r\n').map((b) => b.kind)).toEqual(['p', 'ul'])
  expect(parse('3. c')[0]).toMatchObject({ kind: 'ol', start: 3 })
})

test('a link names its host unless its label already does', () => {
  const host = (text: string) => (line(text)[0] as { host: string }).host

  expect(host('[guide](https://shop.example/a)')).toBe('shop.example')
  expect(host('[shop.example](https://shop.example/a)')).toBe('')
  expect(host('[https://shop.example/b](https://shop.example/a)')).toBe('')
  expect(host('[good.com](https://evil.com/)')).toBe('evil.com')
  expect(host('[good.com/evil.com](https://evil.com/)')).toBe('evil.com')
})

test('a bare address becomes a link without the full stop after it', () => {
  expect(line('See https://shop.example/a.')).toMatchObject([
    'See ',
    { kind: 'link', href: 'https://shop.example/a' },
    '.',
  ])
})

const HOSTILE = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  ' javascript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://a/b',
  'filesystem:https://a/b',
  'about:blank',
  '//evil.example',
  '/relative',
  'https://good.example@evil.example/',
  'https://user:pass@evil.example/',
  'https://',
  'mailto:',
  'ws://a',
]

test.each(HOSTILE)('%j is no link', (address) => {
  expect(safeLink(address)).toBeNull()
  expect(
    line(`[x](${address})`).every((node) => typeof node === 'string' || node.kind !== 'link'),
  ).toBe(true)
})

test('mail and telephone links show whom they reach', () => {
  expect(safeLink('mailto:sklep@example.pl')?.host).toBe('sklep@example.pl')
  expect(safeLink('tel:+48123456789')?.host).toBe('+48123456789')
})

test('a name in other letters shows as what it is', () => {
  expect(safeLink('https://аpple.com/')?.host).toBe('xn--pple-43d.com')
})

test('HTML is only text', () => {
  expect(line('<img src=x onerror=alert(1)>')).toEqual(['<img src=x onerror=alert(1)>'])
})

test('knotted text is read quickly', () => {
  const knots = [
    '**a '.repeat(3000),
    '['.repeat(12000),
    '[a]('.repeat(3000),
    '`'.repeat(12000),
    '*_'.repeat(6000),
  ]
  const start = performance.now()

  for (const knot of knots) parse(knot)

  expect(performance.now() - start).toBeLessThan(1500)
})

test('text too long to mark up is shown as it is', () => {
  const text = '**a** '.repeat(4000)

  expect(parse(text)).toEqual([{ kind: 'p', lines: [[text]] }])
})
