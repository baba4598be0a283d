import { describe, expect, it } from 'vitest'

import { cited } from './citations'

describe('marks of sources', () => {
  it('are cut out with the space before them', () => {
    expect(cited('Kurier 14,99 zł [1]. Automat [2][1].', 2)).toEqual([
      'Kurier 14,99 zł', 0, '. Automat', 1, 0, '.',
    ]) // prettier-ignore
  })

  it('that name nothing stay text', () => {
    expect(cited('Kod [7] i [ABC] [0]', 2)).toEqual(['Kod [7] i [ABC] [0]'])
    expect(cited('[1]', 0)).toEqual(['[1]'])
  })
})
