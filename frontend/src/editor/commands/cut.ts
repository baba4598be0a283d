import { IconCut } from '@tabler/icons-react'

import { putOut } from './clipboard'
import type { Command } from './command'
import { copied } from './copy'
import { deleteSelection } from './deleteSelection'
import { START_CARD } from '../state/recipes'

export const cut: Command = {
  id: 'cut',
  icon: IconCut,
  shortcuts: [{ key: 'x', mod: true }],
  isNative: true,
  isEnabled: ({ selection, mayEdit }) => mayEdit && selection.some((id) => id !== START_CARD),
  run: async (context) => {
    const text = copied(context)
    await deleteSelection.run(context)
    await putOut(text)
  },
}
