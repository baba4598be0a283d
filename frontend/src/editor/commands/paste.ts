import { IconClipboardPlus } from '@tabler/icons-react'

import type { Place } from '../../shared/flow'
import { selectWhenDrawn } from '../canvas/pendingSelection'
import { insert, renumbered, type Fragment } from '../state/recipes'
import { kept } from './clipboard'
import type { Command, CommandContext } from './command'

/** Put `fragment` into the flow under fresh ids and select it. */
export function place(
  context: CommandContext,
  label: string,
  fragment: Fragment,
  offset: Place,
): void {
  const { documents } = context
  const copies = renumbered(documents.getState().document, fragment, offset)
  selectWhenDrawn([...copies.nodes, ...copies.triggers].map((part) => part.id))
  documents.getState().edit(label, (flow) => insert(flow, copies))
}

export const paste: Command = {
  id: 'paste',
  icon: IconClipboardPlus,
  shortcuts: [{ key: 'v', mod: true }],
  isEnabled: ({ mayEdit }) => mayEdit && kept() !== null,
  run: (context) => {
    const fragment = kept()
    if (fragment) place(context, 'edit.paste', fragment, { x: 40, y: 40 })
  },
}
