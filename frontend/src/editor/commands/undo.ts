import { IconArrowBackUp } from '@tabler/icons-react'

import type { Command } from './command'

export const undo: Command = {
  id: 'undo',
  icon: IconArrowBackUp,
  shortcuts: [{ key: 'z', mod: true }],
  isEnabled: ({ documents, mayEdit }) => mayEdit && documents.shown.getState().done.length > 0,
  run: ({ documents }) => documents.getState().undo(),
}
