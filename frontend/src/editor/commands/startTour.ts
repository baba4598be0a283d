import { IconMap2 } from '@tabler/icons-react'

import type { Command } from './command'

export const startTour: Command = {
  id: 'startTour',
  icon: IconMap2,
  shortcuts: [],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ tourOpen: true }),
}
