import { IconNote } from '@tabler/icons-react'

import { MOST_NOTES } from '../state/areas'
import type { Command } from './command'

export const addNote: Command = {
  id: 'addNote',
  icon: IconNote,
  shortcuts: [{ key: 'n', shift: true }],
  isEnabled: ({ documents, mayEdit }) =>
    mayEdit && documents.shown.getState().document.notes.length < MOST_NOTES,
  run: ({ actions }) => actions.addNote(),
}
