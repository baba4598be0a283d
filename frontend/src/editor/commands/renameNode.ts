import { IconCursorText } from '@tabler/icons-react'

import { writeOn } from '../canvas/inline'
import type { Command } from './command'

export const renameNode: Command = {
  id: 'renameNode',
  icon: IconCursorText,
  shortcuts: [{ key: 'F2', shift: true }],
  isEnabled: ({ selection, documents, mayEdit }) =>
    mayEdit &&
    selection.length === 1 &&
    documents.shown.getState().document.nodes.some((node) => node.id === selection[0]),
  run: ({ canvas, actions, selection }) => {
    const id = selection[0] ?? ''
    if (canvas.getZoom() < 0.5) actions.goTo(id)
    writeOn(id, 'title')
  },
}
