import { describe, expect, it } from 'vitest'

import type { NodeTypeInfo } from '../../shared/flow'
import { found, grouped } from './groups'

const type = (name: string, title: string, help: string) =>
  ({ name, title, help, keywords: [] }) as unknown as NodeTypeInfo

describe('found', () => {
  it('puts a word of the title before a word of the help, since Enter takes the first', () => {
    const types = [
      type('choices', 'Wybór', 'Coś innego można poprowadzić do FAQ albo człowieka.'),
      type('faq', 'Wyszukiwanie w FAQ', 'Szuka w bazie wiedzy.'),
      type('handoff', 'Przekaż człowiekowi', 'Stawia rozmowę w kolejce.'),
    ]
    expect(found(types, 'faq').map((each) => each.name)).toEqual(['faq', 'choices'])
    expect(found(types, 'czlow').map((each) => each.name)).toEqual(['handoff', 'choices'])
  })
})

describe('grouped', () => {
  it('puts what most flows need first, and what it does not know last by title', () => {
    const of = (name: string, title: string) =>
      ({ ...type(name, title, ''), category: 'talk' }) as NodeTypeInfo
    const types = [
      of('choices', 'Wybór'),
      of('own_b', 'Żart'),
      of('own_a', 'Anegdota'),
      of('message', 'Wiadomość'),
      of('greeting', 'Powitanie'),
    ]

    expect(grouped(types)[0]?.types.map((each) => each.name)).toEqual([
      'greeting',
      'message',
      'choices',
      'own_a',
      'own_b',
    ])
  })
})
