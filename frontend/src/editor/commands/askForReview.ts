import { IconUserCheck } from '@tabler/icons-react'

import type { Command } from './command'

export const askForReview: Command = {
  id: 'askForReview',
  icon: IconUserCheck,
  shortcuts: [],
  isEnabled: ({ mayEdit }) => mayEdit,
  run: ({ screen }) => screen.show({ dialog: 'review' }),
}
