import { IconFrame } from '@tabler/icons-react'

import { MOST_FRAMES } from '../state/areas'
import type { Command } from './command'

export const addFrame: Command = {
  id: 'addFrame',
  icon: IconFrame,
  shortcuts: [{ key: 'f', shift: true }],
  isEnabled: ({ documents, mayEdit }) =>
    mayEdit && documents.shown.getState().document.frames.length < MOST_FRAMES,
  run: ({ actions }) => actions.addFrame(),
}
