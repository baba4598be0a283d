import { IconReplace } from '@tabler/icons-react'

import type { Command } from './command'

export const replaceType: Command = {
  id: 'replaceType',
  icon: IconReplace,
  shortcuts: [{ key: 'r', shift: true }],
  isEnabled: ({ selection, documents, mayEdit }) =>
    mayEdit &&
    selection.length === 1 &&
    documents.shown.getState().document.nodes.some((node) => node.id === selection[0]),
  run: ({ screen }) => screen.show({ dialog: 'replace' }),
}
