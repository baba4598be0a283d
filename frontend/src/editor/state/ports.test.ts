import { expect, test } from 'vitest'

import { itemPorts, movedPorts } from './ports'
import { CATALOGUE } from './testFlow'

const cards = {
  ...CATALOGUE.get('choices')!,
  portPerItem: {
    field: 'cards',
    within: 'buttons',
    key: 'value',
    label: 'label',
    unless: 'link',
  },
}
const button = (value: string, link = '') => ({ value, label: value.toUpperCase(), link })
const drawn = (...buttons: unknown[][]) => ({ cards: buttons.map((each) => ({ buttons: each })) })
const names = (config: Record<string, unknown>) => itemPorts(cards, config).map(({ name }) => name)

test('buttons of cards have a port for each name, and links have none', () => {
  const config = drawn(
    [button('order'), button('more', 'https://shop.example')],
    [button('order'), button('ask')],
  )

  expect(names(config)).toEqual(['order', 'ask'])
})

test('a draft of any shape has the ports it can have', () => {
  expect(names({})).toEqual([])
  expect(names({ cards: [1, null, {}, { buttons: [null, 3, {}, button('order')] }] })).toEqual([
    'order',
  ])
})

test('a renamed button of a card keeps its wire', () => {
  const before = drawn([button('order')], [button('ask')])
  const after = drawn([button('order')], [button('question')])

  expect(movedPorts(cards, before, after).renamed).toEqual(new Map([['ask', 'question']]))
})
