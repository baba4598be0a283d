/** Putting a node into a wire, and taking nodes out of the wires they stand in. */
import type { Catalogue, Flow, FlowNode, NodeTypeInfo } from '../../shared/flow'
import type { Wire } from './fromCanvas'
import { portsOf } from './ports'
import { connect, disconnect, LEAD, remove, START_CARD } from './recipes'

/** The port by which a conversation usually goes on from a node; none if it ends there. */
export function mainPort(
  info: NodeTypeInfo | undefined,
  node: Pick<FlowNode, 'config'>,
): string | null {
  const ports = portsOf(info, node.config).filter((port) => !port.problem)
  return (ports.find((port) => port.name === LEAD) ?? ports[0])?.name ?? null
}

/** Where the wire from a port leads. */
export function targetOf(flow: Flow, { source, port }: Wire): string | null {
  if (source === START_CARD) return flow.start
  const trigger = flow.triggers.find((each) => each.id === source)
  if (trigger) return trigger.target
  return flow.edges.find((edge) => edge.source === source && edge.port === port)?.target ?? null
}

/** Does nothing lead to the node, or away from it? */
export function isLoose(flow: Flow, id: string): boolean {
  return (
    flow.start !== id &&
    flow.triggers.every((trigger) => trigger.target !== id) &&
    flow.edges.every((edge) => edge.source !== id && edge.target !== id)
  )
}

/** Lead the wire to node `id`, and the node's `port` to where the wire led. */
export function spliceIn(flow: Flow, wire: Wire, id: string, port: string | null): void {
  const target = targetOf(flow, wire)
  disconnect(flow, wire.source, wire.port)
  connect(flow, wire.source, wire.port, id)
  if (port !== null && target !== null && target !== id) connect(flow, id, port, target)
}

/**
 * Make room for a card of `width` between the ends of a wire: everything that stands at or behind
 * `from` (in x) moves to the right, if it is on the way from the wire's target.
 */
export function makeRoom(flow: Flow, target: string, from: number, by: number): void {
  if (by <= 0) return
  const next = new Map<string, string[]>()
  for (const edge of flow.edges)
    next.set(edge.source, [...(next.get(edge.source) ?? []), edge.target])
  const seen = new Set([target])
  const queue = [target]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const id of next.get(at) ?? []) {
      const place = flow.layout[id]
      if (seen.has(id) || !place || place.x < from) continue
      seen.add(id)
      queue.push(id)
    }
  }
  for (const id of seen) {
    const place = flow.layout[id]
    if (place) place.x += by
  }
}

/**
 * Where each of `ids` goes on to when it is taken out: the one node outside `ids` that its wires
 * lead to. A node whose wires lead to several has no such place; wires to problems do not count
 * while there are others.
 */
export function followers(
  flow: Flow,
  catalogue: Catalogue,
  ids: ReadonlySet<string>,
): Map<string, string> {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const direct = new Map<string, Set<string>>()
  for (const id of ids) {
    const node = nodes.get(id)
    if (!node) continue
    const problems = new Set(
      portsOf(catalogue.get(node.type), node.config).flatMap((p) => (p.problem ? [p.name] : [])),
    )
    const wires = flow.edges.filter((edge) => edge.source === id && edge.target !== id)
    const good = wires.filter((edge) => !problems.has(edge.port))
    direct.set(id, new Set((good.length ? good : wires).map((edge) => edge.target)))
  }
  const found = new Map<string, string>()
  for (const id of direct.keys()) {
    const seen = new Set<string>()
    let at = id
    while (ids.has(at) && !seen.has(at)) {
      seen.add(at)
      const [only, ...others] = direct.get(at) ?? []
      if (only === undefined || others.length) break
      at = only
    }
    if (!ids.has(at)) found.set(id, at)
  }
  return found
}

/** Remove `ids`; wires that led to one of them go on to what followed it, where that is clear. */
export function removeAndReconnect(
  flow: Flow,
  catalogue: Catalogue,
  ids: ReadonlySet<string>,
): void {
  const next = followers(flow, catalogue, ids)
  const onward = (target: string | null) => (target === null ? undefined : next.get(target))
  const start = onward(flow.start)
  if (start) connect(flow, START_CARD, LEAD, start)
  for (const trigger of flow.triggers) trigger.target = onward(trigger.target) ?? trigger.target
  for (const edge of flow.edges)
    if (!ids.has(edge.source)) edge.target = onward(edge.target) ?? edge.target
  remove(flow, ids)
}
