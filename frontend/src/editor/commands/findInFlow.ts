import { IconSearch } from '@tabler/icons-react'

import type { Command } from './command'

export const findInFlow: Command = {
  id: 'findInFlow',
  icon: IconSearch,
  shortcuts: [{ key: 'f', mod: true, anywhere: true }],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ find: {} }),
}
