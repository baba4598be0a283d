import { IconCursorText } from '@tabler/icons-react'

import type { Command } from './command'

export const renameNode: Command = {
  id: 'renameNode',
  icon: IconCursorText,
  shortcuts: [{ key: 'F2' }],
  isEnabled: ({ selection, documents, mayEdit }) =>
    mayEdit &&
    selection.length === 1 &&
    documents.getState().document.nodes.some((node) => node.id === selection[0]),
  run: ({ screen }) => {
    screen.show({ side: 'inspector' })
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLInputElement>('[data-testid="node-title"]')
      field?.focus()
      field?.select()
    })
  },
}
