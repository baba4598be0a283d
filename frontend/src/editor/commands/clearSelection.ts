import { IconDeselect } from '@tabler/icons-react'

import type { Command } from './command'

export const clearSelection: Command = {
  id: 'clearSelection',
  icon: IconDeselect,
  shortcuts: [{ key: 'Escape' }],
  isKeyOnly: true,
  isEnabled: ({ selection, selectedWires }) => selection.length + selectedWires.length > 0,
  run: ({ actions }) => actions.selectOnly([]),
}
