import { IconMessages } from '@tabler/icons-react'

import type { Command } from './command'

export const openComments: Command = {
  id: 'openComments',
  icon: IconMessages,
  shortcuts: [{ key: 'c', shift: true }],
  isEnabled: () => true,
  run: ({ screen }) => {
    screen.show({ side: 'comments' })
    requestAnimationFrame(() =>
      document.querySelector<HTMLTextAreaElement>('[data-testid="new-comment"]')?.focus(),
    )
  },
}
