import { IconCopy } from '@tabler/icons-react'

import { writeFragment } from '../state/clipboardText'
import { fragmentOf } from '../state/fragment'
import { START_CARD } from '../state/recipes'
import { labelsOf, usedVariables } from '../state/references'
import { putOut } from './clipboard'
import type { Command, CommandContext } from './command'

/** The selection as text for the clipboard. */
export function copied({ documents, catalogue, surroundings, selection }: CommandContext): string {
  const fragment = fragmentOf(documents.getState().document, new Set(selection))
  const labels = labelsOf(fragment, catalogue, surroundings)
  return writeFragment({ ...fragment, variables: usedVariables(fragment, catalogue) }, labels)
}

export const copy: Command = {
  id: 'copy',
  icon: IconCopy,
  shortcuts: [{ key: 'c', mod: true }],
  isNative: true,
  isEnabled: ({ selection }) => selection.some((id) => id !== START_CARD),
  run: (context) => putOut(copied(context)),
}
