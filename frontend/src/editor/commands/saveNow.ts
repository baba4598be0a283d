import { IconDeviceFloppy } from '@tabler/icons-react'

import type { Command } from './command'

export const saveNow: Command = {
  id: 'saveNow',
  icon: IconDeviceFloppy,
  shortcuts: [{ key: 's', mod: true, anywhere: true }],
  isEnabled: ({ mayEdit }) => mayEdit,
  run: ({ saving }) => saving.flush().catch(() => undefined), // the saved state says why
}
