import { IconTrash } from '@tabler/icons-react'

import { fromCanvas } from '../state/fromCanvas'
import { START_CARD } from '../state/recipes'
import type { Command } from './command'

export const deleteSelection: Command = {
  id: 'deleteSelection',
  icon: IconTrash,
  shortcuts: [{ key: 'Delete' }, { key: 'Backspace' }],
  isEnabled: ({ selection, selectedWires, mayEdit }) =>
    mayEdit && (selection.some((id) => id !== START_CARD) || selectedWires.length > 0),
  run: ({ documents, selection, selectedWires }) => {
    const ids = selection.filter((id) => id !== START_CARD)
    const { label, recipe } = ids.length
      ? fromCanvas({ kind: 'removed', ids, wires: [...selectedWires] })
      : fromCanvas({ kind: 'disconnected', wires: [...selectedWires] })
    documents.getState().edit(label, recipe)
  },
}
