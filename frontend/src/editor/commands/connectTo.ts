import { IconPlugConnected } from '@tabler/icons-react'

import type { Command } from './command'

export const connectTo: Command = {
  id: 'connectTo',
  icon: IconPlugConnected,
  shortcuts: [{ key: 'c' }],
  isEnabled: ({ canvas, selection, mayEdit }) => {
    const [id] = selection
    const card = selection.length === 1 && id !== undefined ? canvas.getNode(id) : undefined
    return mayEdit && (card?.data.ports.length ?? 0) > 0
  },
  run: ({ screen }) => screen.show({ dialog: 'connect', connecting: null }),
}
