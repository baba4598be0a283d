import { IconPlayerTrackNext } from '@tabler/icons-react'

import type { Command } from './command'

export const tryFromHere: Command = {
  id: 'tryFromHere',
  icon: IconPlayerTrackNext,
  shortcuts: [{ key: 'Enter', mod: true, shift: true, anywhere: true }],
  isEnabled: ({ selection, documents, mayEdit }) =>
    mayEdit &&
    selection.length === 1 &&
    documents.shown.getState().document.nodes.some((node) => node.id === selection[0]),
  run: ({ selection, screen, trial }) => {
    const node = selection[0]
    if (!node) return
    screen.show({ side: 'try' })
    trial.getState().prepare(node)
  },
}
