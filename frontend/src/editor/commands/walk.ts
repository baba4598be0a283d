import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  type Icon,
} from '@tabler/icons-react'

import { neighbour, type Direction } from '../state/walk'
import type { Command, CommandContext, Shortcut } from './command'

function walk(id: string, icon: Icon, direction: Direction, shortcuts: Shortcut[]): Command {
  const target = ({ documents, catalogue, selection }: CommandContext): string | null => {
    const [from] = selection
    if (selection.length !== 1 || from === undefined) return null
    return neighbour(documents.shown.getState().document, catalogue, from, direction)
  }
  return {
    id,
    icon,
    shortcuts,
    isKeyOnly: true,
    isEnabled: (context) => target(context) !== null,
    run: (context) => {
      const to = target(context)
      if (to === null) return
      context.actions.selectOnly([to])
      context.actions.reveal(to)
      focusCard(to)
    },
  }
}

/** The focus goes along, so that a screen reader says where one is. */
function focusCard(id: string): void {
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
      ?.focus({ preventScroll: true }),
  )
}

/** The arrow keys go from card to card: along the wires, and to what stands above or below. */
export const walks: Command[] = [
  walk('walkLeft', IconArrowLeft, 'left', [
    { key: 'ArrowLeft' },
    { key: 'Tab', shift: true, onCard: true },
  ]),
  walk('walkRight', IconArrowRight, 'right', [{ key: 'ArrowRight' }, { key: 'Tab', onCard: true }]),
  walk('walkUp', IconArrowUp, 'up', [{ key: 'ArrowUp' }]),
  walk('walkDown', IconArrowDown, 'down', [{ key: 'ArrowDown' }]),
]
