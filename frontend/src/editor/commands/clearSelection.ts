import { IconDeselect } from '@tabler/icons-react'

import type { Command } from './command'

export const clearSelection: Command = {
  id: 'clearSelection',
  icon: IconDeselect,
  shortcuts: [{ key: 'Escape' }],
  isKeyOnly: true,
  isEnabled: ({ selection, selectedWires, screen }) =>
    screen.problemsOpen || selection.length + selectedWires.length > 0,
  // The list of problems lies over the canvas, so it goes first and the selection next.
  run: ({ actions, screen }) =>
    screen.problemsOpen ? screen.show({ problemsOpen: false }) : actions.selectOnly([]),
}
