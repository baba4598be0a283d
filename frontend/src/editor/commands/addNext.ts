import { IconPlus } from '@tabler/icons-react'

import { askWhatNext, openWayOf } from '../canvas/openWay'
import type { Command, CommandContext } from './command'

/** The first way out of the one selected card that leads nowhere yet. */
function freeWay({ canvas, selection }: CommandContext) {
  const [id] = selection
  const card = selection.length === 1 && id !== undefined ? canvas.getNode(id) : undefined
  const port = card && openWayOf(card)
  return card && port ? { card, port } : null
}

export const addNext: Command = {
  id: 'addNext',
  icon: IconPlus,
  shortcuts: [{ key: 'a' }],
  isEnabled: (context) => context.mayEdit && freeWay(context) !== null,
  run: (context) => {
    const way = freeWay(context)
    if (!way) return
    askWhatNext(context.canvas, way.card.id, way.port)
  },
}
