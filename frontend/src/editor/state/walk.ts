/** From card to card by the keyboard: along the wires, and to what stands above or below. */
import type { Catalogue, Flow, Place } from '../../shared/flow'
import { START } from '../../shared/flow'
import { portsOf } from './ports'
import { START_CARD } from './recipes'

export type Direction = 'left' | 'right' | 'up' | 'down'

const placeOf = (flow: Flow, id: string): Place | undefined =>
  flow.layout[id === START_CARD ? START : id]

/** The card to go to, or null when there is none that way. */
export function neighbour(
  flow: Flow,
  catalogue: Catalogue,
  id: string,
  direction: Direction,
): string | null {
  switch (direction) {
    case 'right':
      return next(flow, catalogue, id)
    case 'left':
      return before(flow, id)
    case 'up':
      return beyond(flow, id, -1)
    case 'down':
      return beyond(flow, id, 1)
  }
}

/** Along the first port that has a wire. */
function next(flow: Flow, catalogue: Catalogue, id: string): string | null {
  if (id === START_CARD) return flow.start
  const trigger = flow.triggers.find((each) => each.id === id)
  if (trigger) return trigger.target
  const node = flow.nodes.find((each) => each.id === id)
  if (!node) return null
  const order = portsOf(catalogue.get(node.type), node.config).map((port) => port.name)
  const wires = flow.edges.filter((edge) => edge.source === id)
  return (
    wires.toSorted((one, other) => order.indexOf(one.port) - order.indexOf(other.port))[0]
      ?.target ?? null
  )
}

/** Back to what leads here; of several, to the nearest. */
function before(flow: Flow, id: string): string | null {
  const sources = [
    ...(flow.start === id ? [START_CARD] : []),
    ...flow.edges.filter((edge) => edge.target === id).map((edge) => edge.source),
    ...flow.triggers.filter((trigger) => trigger.target === id).map((trigger) => trigger.id),
  ]
  return nearest(flow, id, sources, (dx, dy) => Math.hypot(dx, dy))
}

function beyond(flow: Flow, id: string, sign: 1 | -1): string | null {
  const all = [START_CARD, ...flow.nodes, ...flow.triggers].map((each) =>
    typeof each === 'string' ? each : each.id,
  )
  return nearest(flow, id, all, (dx, dy) =>
    dy * sign > 0 ? Math.abs(dy) + 2 * Math.abs(dx) : null,
  )
}

function nearest(
  flow: Flow,
  id: string,
  ids: readonly string[],
  far: (dx: number, dy: number) => number | null,
): string | null {
  const from = placeOf(flow, id)
  let best: string | null = null
  let least = Infinity
  for (const each of ids) {
    const at = placeOf(flow, each)
    if (each === id || !at || !from) continue
    const distance = far(at.x - from.x, at.y - from.y)
    if (distance === null || distance >= least) continue
    least = distance
    best = each
  }
  return best ?? (from ? null : (ids.find((each) => each !== id) ?? null))
}
