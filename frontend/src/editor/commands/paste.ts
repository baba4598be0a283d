import { IconClipboardPlus } from '@tabler/icons-react'

import type { Place } from '../../shared/flow'
import { useMenuAt } from '../canvas/menuAt'
import { selectWhenDrawn } from '../canvas/pendingSelection'
import { say } from '../said'
import { MOST_FRAMES, MOST_NOTES } from '../state/areas'
import { readFragment } from '../state/clipboardText'
import type { Notice } from '../state/documentStore'
import { freshIds, idsOf, insert, renumbered, type Fragment } from '../state/fragment'
import { declareVariable } from '../state/recipes'
import { fitted, renamedNodes, usedVariables } from '../state/references'
import { takeIn } from './clipboard'
import type { Command, CommandContext } from './command'

const NEXT_TO: Place = { x: 40, y: 40 }

/** Put `fragment` into the flow under fresh ids and select it. */
export function place(
  { documents, catalogue }: CommandContext,
  label: string,
  fragment: Fragment,
  offset: Place,
  notice: Notice | null = null,
): void {
  const { document, edit } = documents.getState()
  const names = freshIds(document, fragment)
  const copies = renumbered(document, renamedNodes(fragment, catalogue, names), names, offset)
  selectWhenDrawn(idsOf(copies))
  edit(
    label,
    (flow) => {
      insert(flow, copies)
      for (const variable of copies.variables) declareVariable(flow, variable)
    },
    notice ? { notice } : {},
  )
}

/** Put what the clipboard held into the flow, or say why not. */
export function pasteText(context: CommandContext, text: string): void {
  const { documents, catalogue, surroundings } = context
  const { document } = documents.getState()
  const read = readFragment(text)
  if (read.kind !== 'fragment') return say({ key: `paste_${read.kind}`, values: {} })
  const { notes, frames } = read.fragment
  if (
    document.notes.length + notes.length > MOST_NOTES ||
    document.frames.length + frames.length > MOST_FRAMES
  )
    return say({ key: 'paste_tooLarge', values: {} })
  const { fragment, missing } = fitted(read.fragment, read.labels, catalogue, surroundings)
  const known = new Set(document.variables.map((variable) => variable.name))
  const variables = usedVariables(fragment, catalogue).filter(
    (variable) => !known.has(variable.name),
  )
  const notice = noticeOf(
    missing,
    variables.map((variable) => variable.name),
  )
  place(context, 'edit.paste', { ...fragment, variables }, offsetFor(context, fragment), notice)
}

function noticeOf(missing: string[], variables: string[]): Notice | null {
  if (missing.length)
    return variables.length
      ? { key: 'pastedBoth', values: { names: told(missing), variables: told(variables) } }
      : { key: 'pastedMissing', values: { names: told(missing) } }
  return variables.length
    ? { key: 'pastedVariables', values: { variables: told(variables) } }
    : null
}

const MOST_TOLD = 5

function told(names: string[]): string {
  const shown = names.slice(0, MOST_TOLD).join(', ')
  return names.length > MOST_TOLD ? `${shown}…` : shown
}

/** Beside where it was, if that can be seen; otherwise to the middle of the view, or to the menu. */
function offsetFor({ actions }: CommandContext, { layout }: Fragment): Place {
  const places = Object.entries(layout).flatMap(([id, at]) => (id.includes(':') ? [] : [at]))
  if (places.length === 0) return actions.spot()
  const x = Math.min(...places.map((at) => at.x))
  const y = Math.min(...places.map((at) => at.y))
  const beside = { x: x + NEXT_TO.x, y: y + NEXT_TO.y, width: 0, height: 0 }
  if (!useMenuAt.getState().at && actions.isInView(beside)) return NEXT_TO
  const spot = actions.spot()
  return { x: spot.x - x, y: spot.y - y }
}

export const paste: Command = {
  id: 'paste',
  icon: IconClipboardPlus,
  shortcuts: [{ key: 'v', mod: true }],
  isNative: true,
  isEnabled: ({ mayEdit }) => mayEdit,
  run: async (context) => pasteText(context, await takeIn()),
}
