import { IconGitCompare } from '@tabler/icons-react'

import type { Command } from './command'

/** Shows on the canvas what the draft changes in the version that is live. */
export const compareDraft: Command = {
  id: 'compareDraft',
  icon: IconGitCompare,
  shortcuts: [{ key: 'd', shift: true }],
  isEnabled: ({ saving }) => saving.store.getState().publishedNumber !== null,
  run: ({ screen, saving }) => {
    const base = saving.store.getState().publishedNumber
    if (base !== null)
      screen.show({ dialog: 'compare', compare: { base, other: 'draft', back: null } })
  },
}
