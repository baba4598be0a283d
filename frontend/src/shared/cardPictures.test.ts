import { expect, test } from 'vitest'

import { isPicture, withPictures } from './cardPictures'

test.each([
  ['https://shop.example/a.png', true],
  ['upload:0123', true],
  ['https://shop.example/{{ id }}.png', false],
  ['{{ picture }}', false],
  ['http://shop.example/a.png', false],
  ['', false],
])('%j can be shown while it is written: %s', (address, shown) => {
  expect(isPicture(address)).toBe(shown)
})

test('cards get pictures from our own address, and other messages stay as they are', () => {
  const cards = [
    { title: 'A', picture: 'https://shop.example/a b.png' },
    { title: 'B', picture: '' },
  ]

  expect(withPictures({ kind: 'cards', cards } as const).cards).toEqual([
    {
      title: 'A',
      picture: '/api/v1/card-pictures/?address=https%3A%2F%2Fshop.example%2Fa%20b.png',
    },
    { title: 'B', picture: '' },
  ])
  const text = { kind: 'text', text: 'Hello' }
  expect(withPictures(text)).toBe(text)
})
