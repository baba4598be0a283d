import { IconListDetails } from '@tabler/icons-react'

import type { Command } from './command'

export const openHistory: Command = {
  id: 'openHistory',
  icon: IconListDetails,
  shortcuts: [{ key: 'h', mod: true, shift: true }],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ dialog: 'history' }),
}
