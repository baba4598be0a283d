import { expect, test } from 'vitest'

import { contrast, inkOn, parseColour, textOn } from './colour'

const of = (hex: string) => parseColour(hex) as [number, number, number]
const COLOURS = ['#5046e0', '#45593a', '#ffd500', '#ff0000', '#00ff88', '#777777', '#000', '#fff']

test.each(COLOURS)('text on %s can be read', (hex) => {
  expect(contrast(of(hex), of(textOn(of(hex))))).toBeGreaterThanOrEqual(4.5)
})

test.each(COLOURS)('ink made from %s can be read on light and on dark', (hex) => {
  for (const surface of ['#ffffff', '#eef0f4', '#171b23', '#1e232d']) {
    expect(contrast(of(surface), of(inkOn(of(surface), of(hex))))).toBeGreaterThanOrEqual(4.5)
  }
})

test('what is no colour is none', () => {
  expect(['red', '#12', 'url(x)', '', '#12345g'].map(parseColour)).toEqual(Array(5).fill(null))
})
