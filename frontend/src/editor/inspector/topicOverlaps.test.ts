import { expect, it } from 'vitest'
import { overlaps } from './topicOverlaps'

const mixed = (topic: string, taken_for: string) => ({ topic, taken_for })

it('two topics overlap when several examples of either are taken for the other', () => {
  const confusions = [
    mixed('visits', 'prices'),
    mixed('delivery', 'returns'),
    mixed('returns', 'delivery'),
    mixed('delivery', 'returns'),
    mixed('prices', 'returns'),
    mixed('returns', 'prices'),
  ]

  expect(overlaps(confusions)).toEqual([
    ['delivery', 'returns', 3],
    ['prices', 'returns', 2],
  ])
})

it('a single example is no overlap', () => {
  expect(overlaps([mixed('visits', 'prices')])).toEqual([])
})
