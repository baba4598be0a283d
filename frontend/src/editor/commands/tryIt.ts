import { IconPlayerPlay } from '@tabler/icons-react'

import type { Command } from './command'

export const tryIt: Command = {
  id: 'tryIt',
  icon: IconPlayerPlay,
  shortcuts: [{ key: 'Enter', mod: true, anywhere: true }],
  isEnabled: ({ mayEdit }) => mayEdit,
  run: ({ screen }) => screen.show({ side: screen.side === 'try' ? 'inspector' : 'try' }),
}
