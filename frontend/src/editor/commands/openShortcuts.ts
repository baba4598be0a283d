import { IconKeyboard } from '@tabler/icons-react'

import type { Command } from './command'

export const openShortcuts: Command = {
  id: 'openShortcuts',
  icon: IconKeyboard,
  shortcuts: [{ key: '?', shift: true }],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ dialog: 'shortcuts' }),
}
