import { IconSelectAll } from '@tabler/icons-react'

import type { Command } from './command'

export const selectAll: Command = {
  id: 'selectAll',
  icon: IconSelectAll,
  shortcuts: [{ key: 'a', mod: true }],
  isEnabled: ({ documents }) => documents.shown.getState().document.nodes.length > 0,
  run: ({ actions, canvas }) => actions.selectOnly(canvas.getNodes().map((node) => node.id)),
}
