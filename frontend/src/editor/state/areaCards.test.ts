import { expect, test } from 'vitest'

import { CATALOGUE, SPOKEN, testFlow } from './testFlow'
import { toCanvas } from './toCanvas'

test('notes and frames are drawn, frames below the wires, and one with the id of a card is not', () => {
  const flow = testFlow()
  const area = { color: 'rose' as const, width: 200, height: 100 }
  flow.notes = [{ id: 'n', text: 'Ask Anna.', ...area }]
  flow.frames = [
    { id: 'f', title: 'Returns', ...area },
    { id: 'hello', title: 'Impostor', ...area },
  ]
  const { nodes } = toCanvas(flow, CATALOGUE, [], SPOKEN)

  expect(nodes.filter((node) => node.id === 'hello').map((node) => node.type)).toEqual(['card'])
  expect(nodes.find((node) => node.id === 'n')).toMatchObject({
    type: 'note',
    ariaLabel: 'Ask Anna.',
  })
  expect(nodes.find((node) => node.id === 'f')?.zIndex).toBeLessThan(-1000)
})
