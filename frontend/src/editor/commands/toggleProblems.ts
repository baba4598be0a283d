import { IconAlertCircle } from '@tabler/icons-react'

import type { Command } from './command'

export const toggleProblems: Command = {
  id: 'toggleProblems',
  icon: IconAlertCircle,
  shortcuts: [],
  isEnabled: () => true,
  run: ({ screen }) => screen.show({ problemsOpen: !screen.problemsOpen }),
}
