import { IconArrowForwardUp } from '@tabler/icons-react'

import type { Command } from './command'

export const redo: Command = {
  id: 'redo',
  icon: IconArrowForwardUp,
  shortcuts: [
    { key: 'y', mod: true },
    { key: 'z', mod: true, shift: true },
  ],
  isEnabled: ({ documents, mayEdit }) => mayEdit && documents.shown.getState().undone.length > 0,
  run: ({ documents }) => documents.getState().redo(),
}
