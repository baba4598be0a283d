import { IconTrash } from '@tabler/icons-react'

import type { Notice } from '../state/documentStore'
import { fromCanvas } from '../state/fromCanvas'
import { titleOf } from '../state/ports'
import { START_CARD } from '../state/recipes'
import type { Command } from './command'

export const deleteSelection: Command = {
  id: 'deleteSelection',
  icon: IconTrash,
  shortcuts: [{ key: 'Delete' }, { key: 'Backspace' }],
  isEnabled: ({ selection, selectedWires, mayEdit }) =>
    mayEdit && (selection.some((id) => id !== START_CARD) || selectedWires.length > 0),
  run: ({ documents, catalogue, selection, selectedWires }) => {
    const ids = selection.filter((id) => id !== START_CARD)
    const { document, edit } = documents.getState()
    if (ids.length === 0) {
      const { label, recipe } = fromCanvas({ kind: 'disconnected', wires: [...selectedWires] })
      edit(label, recipe)
      return
    }
    const { label, recipe } = fromCanvas({ kind: 'removed', ids, wires: [...selectedWires] })
    const only = ids.length === 1 && document.nodes.find((node) => node.id === ids[0])
    const notice: Notice = only
      ? { key: 'deletedNode', values: { name: titleOf(only, catalogue.get(only.type)) } }
      : { key: 'deleted', values: { count: ids.length } }
    edit(label, recipe, { notice })
  },
}
