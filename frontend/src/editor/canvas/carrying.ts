/** Boxes of cards, and what a frame carries along. */
import type { Place } from '../../shared/flow'
import { standsIn, type Box } from '../state/areas'
import { CARD_WIDTH } from '../state/estimate'
import type { CardNode } from '../state/toCanvas'

export type Places = Record<string, Place>

export function boxOf(node: CardNode): Box {
  const { measured, position, width, height } = node
  return {
    ...position,
    width: measured?.width ?? width ?? CARD_WIDTH,
    height: measured?.height ?? height ?? 120,
  }
}

/** Everything that stands in `frame`: its middle lies in it. */
export function contentsOf(nodes: readonly CardNode[], frame: CardNode): CardNode[] {
  const area = boxOf(frame)
  return nodes.filter((node) => node.id !== frame.id && standsIn(area, boxOf(node)))
}

/** `places`, and with each frame among them what stands in it. */
export function withContents(nodes: readonly CardNode[], places: Places): Places {
  const all = { ...places }
  for (const frame of nodes) {
    const place = places[frame.id]
    if (frame.type !== 'frame' || !place) continue
    const [dx, dy] = [place.x - frame.position.x, place.y - frame.position.y]
    for (const { id, position } of contentsOf(nodes, frame))
      all[id] ??= { x: position.x + dx, y: position.y + dy }
  }
  return all
}

/** By frame, the boxes of the cards that stand in it, where `places` puts them. */
export function framedAfter(nodes: readonly CardNode[], places: Places): Map<string, Box[]> {
  const frames = nodes.filter((node) => node.type === 'frame')
  return new Map(
    frames.map((frame) => [
      frame.id,
      contentsOf(nodes, frame)
        .filter((node) => node.type !== 'frame')
        .map((node) => ({ ...boxOf(node), ...places[node.id] })),
    ]),
  )
}
