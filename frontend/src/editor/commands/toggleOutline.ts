import { IconListNumbers } from '@tabler/icons-react'

import type { Command } from './command'

export const toggleOutline: Command = {
  id: 'toggleOutline',
  icon: IconListNumbers,
  shortcuts: [{ key: 'o', mod: true, shift: true, anywhere: true }],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ view: screen.view === 'outline' ? 'canvas' : 'outline' }),
}
