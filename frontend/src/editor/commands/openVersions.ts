import { IconHistory } from '@tabler/icons-react'

import type { Command } from './command'

export const openVersions: Command = {
  id: 'openVersions',
  icon: IconHistory,
  shortcuts: [],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ dialog: 'versions' }),
}
