import { IconCommand } from '@tabler/icons-react'

import type { Command } from './command'

export const openCommands: Command = {
  id: 'openCommands',
  icon: IconCommand,
  shortcuts: [{ key: 'k', mod: true, anywhere: true }],
  isKeyOnly: true,
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ dialog: 'commands' }),
}
