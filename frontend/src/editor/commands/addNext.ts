import { IconPlus } from '@tabler/icons-react'

import { useQuickAdd } from '../canvas/quickAddAt'
import type { Command, CommandContext } from './command'

/** The first way out of the one selected card that leads nowhere yet. */
function freeWay({ canvas, selection }: CommandContext) {
  const [id] = selection
  const card = selection.length === 1 && id !== undefined ? canvas.getNode(id) : undefined
  const port = card?.data.ports.find((each) => !each.wired)
  return card && port ? { card, port: port.name } : null
}

export const addNext: Command = {
  id: 'addNext',
  icon: IconPlus,
  shortcuts: [{ key: 'a' }],
  isEnabled: (context) => context.mayEdit && freeWay(context) !== null,
  run: (context) => {
    const way = freeWay(context)
    if (!way) return
    const { card, port } = way
    const { width = 264 } = card.measured ?? {}
    const at = context.canvas.flowToScreenPosition({
      x: card.position.x + width + 16,
      y: card.position.y,
    })
    useQuickAdd.setState({ at: { ...at, from: { source: card.id, port } } })
  },
}
