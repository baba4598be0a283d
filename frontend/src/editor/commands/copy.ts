import { IconCopy } from '@tabler/icons-react'

import { fragmentOf, START_CARD } from '../state/recipes'
import { keep } from './clipboard'
import type { Command } from './command'

export const copy: Command = {
  id: 'copy',
  icon: IconCopy,
  shortcuts: [{ key: 'c', mod: true }],
  isEnabled: ({ selection }) => selection.some((id) => id !== START_CARD),
  run: ({ documents, selection }) =>
    keep(fragmentOf(documents.getState().document, new Set(selection))),
}
