import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  type Icon,
} from '@tabler/icons-react'

import { withContents } from '../canvas/carrying'
import { move } from '../state/recipes'
import type { Command, Shortcut } from './command'

const STEP = 4
const LEAP = 40

function nudge(id: string, icon: Icon, key: string, dx: number, dy: number, far: boolean): Command {
  const shortcut: Shortcut = { key, alt: true, shift: far }
  const by = far ? LEAP : STEP
  return {
    id,
    icon,
    shortcuts: [shortcut],
    isKeyOnly: true,
    isEnabled: ({ selection, mayEdit }) => mayEdit && selection.length > 0,
    run: ({ documents, canvas }) => {
      const nodes = canvas.getNodes()
      const places = withContents(
        nodes,
        Object.fromEntries(
          nodes
            .filter((node) => node.selected)
            .map(({ id, position: { x, y } }) => [id, { x: x + dx * by, y: y + dy * by }]),
        ),
      )
      documents.getState().edit('edit.move', (flow) => move(flow, places), { merge: 'nudge' })
    },
  }
}

/** Alt and an arrow key move the selection by the grid; with Shift by ten of its steps. */
export const nudges: Command[] = [false, true].flatMap((far) => [
  nudge(`nudgeLeft${far ? 'Far' : ''}`, IconArrowLeft, 'ArrowLeft', -1, 0, far),
  nudge(`nudgeRight${far ? 'Far' : ''}`, IconArrowRight, 'ArrowRight', 1, 0, far),
  nudge(`nudgeUp${far ? 'Far' : ''}`, IconArrowUp, 'ArrowUp', 0, -1, far),
  nudge(`nudgeDown${far ? 'Far' : ''}`, IconArrowDown, 'ArrowDown', 0, 1, far),
])
