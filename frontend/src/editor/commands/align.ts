import {
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  type Icon,
} from '@tabler/icons-react'

import { boxOf, withContents, type Places } from '../canvas/carrying'
import { aligned, ALIGNMENTS, distributed, type Alignment, type Axis } from '../state/alignment'
import type { Box } from '../state/areas'
import { move } from '../state/recipes'
import type { Command, CommandContext } from './command'

const ALIGN_ICONS: Record<Alignment, Icon> = {
  Left: IconLayoutAlignLeft,
  Centre: IconLayoutAlignCenter,
  Right: IconLayoutAlignRight,
  Top: IconLayoutAlignTop,
  Middle: IconLayoutAlignMiddle,
  Bottom: IconLayoutAlignBottom,
}

function arrangeSelection(
  { documents, canvas }: CommandContext,
  label: string,
  arrange: (boxes: ReadonlyMap<string, Box>) => Places,
): void {
  const nodes = canvas.getNodes()
  const boxes = new Map(
    nodes.filter((node) => node.selected).map((node) => [node.id, boxOf(node)] as const),
  )
  const places = withContents(nodes, arrange(boxes))
  documents.getState().edit(label, (flow) => move(flow, places))
}

const align = (how: Alignment): Command => ({
  id: `align${how}`,
  icon: ALIGN_ICONS[how],
  shortcuts: [],
  isEnabled: ({ selection, mayEdit }) => mayEdit && selection.length > 1,
  run: (context) => arrangeSelection(context, 'edit.align', (boxes) => aligned(boxes, how)),
})

const distribute = (axis: Axis, icon: Icon): Command => ({
  id: `distribute${axis}`,
  icon,
  shortcuts: [],
  isEnabled: ({ selection, mayEdit }) => mayEdit && selection.length > 2,
  run: (context) =>
    arrangeSelection(context, 'edit.distribute', (boxes) => distributed(boxes, axis)),
})

export const alignments: Command[] = [
  ...ALIGNMENTS.map(align),
  distribute('Across', IconLayoutDistributeVertical),
  distribute('Down', IconLayoutDistributeHorizontal),
]
