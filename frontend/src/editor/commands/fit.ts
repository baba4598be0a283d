import { IconMaximize } from '@tabler/icons-react'

import { glide } from '../canvas/glide'
import type { Command } from './command'

export const fit: Command = {
  id: 'fit',
  icon: IconMaximize,
  shortcuts: [{ key: '1', shift: true }],
  isEnabled: () => true,
  run: ({ canvas }) => {
    void canvas.fitView({ maxZoom: 1, padding: 0.12, duration: glide() })
  },
}
