import { IconArrowsMaximize, IconArrowsMinimize, IconFold } from '@tabler/icons-react'

import { fold } from '../state/recipes'
import type { Command, CommandContext } from './command'

/** Of `ids`, those of cards that can be folded, by whether they are. */
function cards({ documents }: CommandContext, ids?: readonly string[]) {
  const { nodes, layout } = documents.shown.getState().document
  const wanted = ids && new Set(ids)
  const all = nodes.flatMap(({ id }) => (!wanted || wanted.has(id) ? [id] : []))
  const folded = all.filter((id) => layout[id]?.compact)
  return { all, folded, open: all.filter((id) => !layout[id]?.compact) }
}

export const toggleFold: Command = {
  id: 'toggleFold',
  icon: IconFold,
  shortcuts: [{ key: '.', mod: true }],
  isEnabled: (context) => context.mayEdit && cards(context, context.selection).all.length > 0,
  run: (context) => {
    const { all, open } = cards(context, context.selection)
    context.documents
      .getState()
      .edit('edit.fold', (flow) => fold(flow, new Set(all), open.length > 0))
  },
}

export const foldAll: Command = {
  id: 'foldAll',
  icon: IconArrowsMinimize,
  shortcuts: [],
  isEnabled: (context) => context.mayEdit && cards(context).open.length > 0,
  run: (context) =>
    context.documents
      .getState()
      .edit('edit.fold', (flow) => fold(flow, new Set(cards(context).all), true)),
}

export const unfoldAll: Command = {
  id: 'unfoldAll',
  icon: IconArrowsMaximize,
  shortcuts: [],
  isEnabled: (context) => context.mayEdit && cards(context).folded.length > 0,
  run: (context) =>
    context.documents
      .getState()
      .edit('edit.fold', (flow) => fold(flow, new Set(cards(context).all), false)),
}
