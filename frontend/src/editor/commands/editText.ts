import { IconPencil } from '@tabler/icons-react'

import { writeOn } from '../canvas/inline'
import { mainField } from '../state/mainField'
import type { Command, CommandContext } from './command'

/** What is written on the one selected card: its main text, or its title if it has none. */
function partOf({ documents, catalogue, selection }: CommandContext): 'text' | 'title' | null {
  if (selection.length !== 1) return null
  const { nodes, notes, frames } = documents.shown.getState().document
  const isIt = (part: { id: string }) => part.id === selection[0]
  if (notes.some(isIt)) return 'text'
  if (frames.some(isIt)) return 'title'
  const node = nodes.find(isIt)
  return node ? (mainField(catalogue.get(node.type)) === null ? 'title' : 'text') : null
}

export const editText: Command = {
  id: 'editText',
  icon: IconPencil,
  shortcuts: [{ key: 'F2' }],
  isEnabled: (context) => context.mayEdit && partOf(context) !== null,
  run: (context) => {
    const { documents, canvas, actions, selection } = context
    const id = selection[0] ?? ''
    const part = partOf(context) ?? 'title'
    // A folded card shows no text, and from far away none can be read.
    if (documents.getState().document.layout[id]?.compact && part === 'text')
      return context.screen.show({ side: 'inspector' })
    if (canvas.getZoom() < 0.5) actions.goTo(id)
    writeOn(id, part)
  },
}
