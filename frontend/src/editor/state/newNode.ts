/** A fresh node of a type, and a free spot for it on the canvas. */
import type { Config, Flow, FlowNode, NodeTypeInfo, Place } from '../../shared/flow'
import { initialConfig } from '../inspector/schema'
import type { Box } from './areas'
import { freeId, snapped } from './recipes'
import { CARD_WIDTH } from './estimate'

/** Types whose emptiest config would not show how they work. Labels are the author's to change. */
const STARTERS: Record<string, () => Config> = {
  choices: () => ({
    text: '',
    options: [
      { value: 'option-1', label: '' },
      { value: 'option-2', label: '' },
    ],
  }),
  ab_split: () => ({
    branches: [
      { name: 'a', label: 'A', share: 50 },
      { name: 'b', label: 'B', share: 50 },
    ],
  }),
}

export function newNode(flow: Flow, info: NodeTypeInfo): FlowNode {
  const config = STARTERS[info.name]?.() ?? initialConfig(info.configSchema)
  return { id: freeId(flow, info.name.replaceAll('_', '-')), type: info.name, title: '', config }
}

/** The nearest spot at or below `wanted` where a card covers no other. */
export function freeSpot(wanted: Place, boxes: readonly Box[], height = 120): Place {
  const spot = { ...wanted }
  const gap = 24
  for (let tries = 0; tries < 200; tries += 1) {
    const hit = boxes.find(
      (box) =>
        spot.x < box.x + box.width + gap &&
        spot.x + CARD_WIDTH + gap > box.x &&
        spot.y < box.y + box.height + gap &&
        spot.y + height + gap > box.y,
    )
    if (!hit) break
    spot.y = hit.y + hit.height + gap
  }
  return snapped(spot)
}
