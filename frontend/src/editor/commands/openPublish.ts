import { IconRocket } from '@tabler/icons-react'

import type { Command } from './command'

export const openPublish: Command = {
  id: 'openPublish',
  icon: IconRocket,
  shortcuts: [{ key: 'p', mod: true, shift: true, anywhere: true }],
  isEnabled: ({ mayPublish }) => mayPublish,
  run: ({ screen }) => screen.show({ dialog: 'publish' }),
}
