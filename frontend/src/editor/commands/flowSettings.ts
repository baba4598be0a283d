import { IconSettings } from '@tabler/icons-react'

import type { Command } from './command'

export const flowSettings: Command = {
  id: 'flowSettings',
  icon: IconSettings,
  shortcuts: [],
  isEnabled: () => true,
  run: ({ actions, screen }) => {
    actions.selectOnly([])
    screen.show({ side: 'inspector', settingsOpen: true })
  },
}
