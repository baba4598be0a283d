import { IconCopyPlus } from '@tabler/icons-react'

import { fragmentOf } from '../state/fragment'
import { START_CARD } from '../state/recipes'
import type { Command } from './command'
import { place } from './paste'

export const duplicate: Command = {
  id: 'duplicate',
  icon: IconCopyPlus,
  shortcuts: [{ key: 'd', mod: true }],
  isEnabled: ({ selection, mayEdit }) => mayEdit && selection.some((id) => id !== START_CARD),
  run: (context) => {
    const fragment = fragmentOf(context.documents.getState().document, new Set(context.selection))
    place(context, 'edit.duplicate', fragment, { x: 40, y: 40 })
  },
}
