import { IconRouteX } from '@tabler/icons-react'

import { removeAndReconnect, followers } from '../state/splice'
import type { Command } from './command'

export const deleteAndReconnect: Command = {
  id: 'deleteAndReconnect',
  icon: IconRouteX,
  shortcuts: [
    { key: 'Delete', shift: true },
    { key: 'Backspace', shift: true },
  ],
  isEnabled: ({ documents, catalogue, selection, mayEdit }) =>
    mayEdit &&
    selection.length > 0 &&
    followers(documents.shown.getState().document, catalogue, new Set(selection)).size > 0,
  run: ({ documents, catalogue, selection }) =>
    documents
      .getState()
      .edit('edit.remove', (flow) => removeAndReconnect(flow, catalogue, new Set(selection)), {
        notice: { key: 'deletedReconnected', values: { count: selection.length } },
      }),
}
