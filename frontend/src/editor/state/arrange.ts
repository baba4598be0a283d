/** Tidy up: places for every card by dagre, left to right in the order the talk takes. */
import dagre from '@dagrejs/dagre'

import type { Catalogue, Flow, Place } from '../../shared/flow'
import { START } from '../../shared/flow'
import { portsOf } from './ports'
import { LEAD, START_CARD, snapped } from './recipes'
import { cardSize, PORT_ROW, START_SIZE, TRIGGER_SIZE, type Size } from './estimate'

interface Box extends Place, Size {}

/** What we use of dagre's graph, which its own types leave unknown. */
interface Graph {
  nodes: () => string[]
  node: (id: string) => Box
  inEdges: (id: string) => unknown[] | undefined
  outEdges: (id: string) => { w: string }[] | undefined
}

/** `sizes` is keyed by canvas id; what was not measured is estimated. Keys of the answer are layout keys. */
export function arrange(
  flow: Flow,
  catalogue: Catalogue,
  sizes: ReadonlyMap<string, Size> = new Map(),
): Record<string, Place> {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: 88, nodesep: 36, edgesep: 16, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  /** `below` hangs under the card and must cover no other. */
  const put = (id: string, estimate: Size, below = 0) => {
    const { width, height } = sizes.get(id) ?? estimate
    graph.setNode(id, { width, height: height + below })
  }

  put(START_CARD, START_SIZE)
  for (const node of flow.nodes) {
    const info = catalogue.get(node.type)
    const ports = portsOf(info, node.config)
    const hanging = ports.filter((port) => port.problem).length
    put(node.id, cardSize(node, info, ports), hanging * PORT_ROW)
  }
  for (const trigger of flow.triggers) put(trigger.id, TRIGGER_SIZE)

  const wires = wiresOf(flow, catalogue)
  const level = levels(flow, wires)
  for (const wire of wires) {
    const from = level.get(wire.source)
    const to = level.get(wire.target)
    // A wire that runs back, or across, says nothing about where its ends belong.
    if (from === undefined || to !== from + 1) continue
    graph.setEdge(wire.source, wire.target, { weight: wire.isProblem ? 1 : 4 }, wire.port)
  }

  dagre.layout(graph)
  for (const node of flow.nodes) inPortOrder(graph as unknown as Graph, node.id)
  const places: Record<string, Place> = {}
  for (const id of graph.nodes()) {
    const box = graph.node(id)
    places[id === START_CARD ? START : id] = snapped({
      x: box.x - box.width / 2,
      y: box.y - box.height / 2,
    })
  }
  return places
}

interface Wire {
  source: string
  port: string
  target: string
  isProblem: boolean
}

/** Every wire of the flow, those of one card in the order of its ports. */
function wiresOf(flow: Flow, catalogue: Catalogue): Wire[] {
  const ids = new Set(flow.nodes.map((node) => node.id))
  const bySource = new Map<string, Flow['edges']>()
  for (const edge of flow.edges) {
    if (ids.has(edge.target))
      bySource.set(edge.source, [...(bySource.get(edge.source) ?? []), edge])
  }
  const found: Wire[] = []
  const lead = (source: string, target: string | null) => {
    if (target && ids.has(target)) found.push({ source, port: LEAD, target, isProblem: false })
  }
  lead(START_CARD, flow.start)
  for (const node of flow.nodes) {
    const ports = portsOf(catalogue.get(node.type), node.config)
    const order = (port: string) => ports.findIndex((each) => each.name === port)
    for (const edge of (bySource.get(node.id) ?? []).toSorted(
      (a, b) => order(a.port) - order(b.port),
    )) {
      found.push({ ...edge, isProblem: ports[order(edge.port)]?.problem ?? false })
    }
  }
  for (const trigger of flow.triggers) lead(trigger.id, trigger.target)
  return found
}

/** How many steps each card is from the start, by the shortest way; a trigger stands before its target. */
function levels(flow: Flow, wires: readonly Wire[]): Map<string, number> {
  const next = new Map<string, string[]>()
  for (const wire of wires) next.set(wire.source, [...(next.get(wire.source) ?? []), wire.target])
  const level = new Map<string, number>()
  const walk = (root: string, from: number) => {
    level.set(root, from)
    const queue = [root]
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const target of next.get(at) ?? []) {
        if (level.has(target)) continue
        level.set(target, (level.get(at) ?? 0) + 1)
        queue.push(target)
      }
    }
  }
  walk(START_CARD, 0)
  for (const trigger of flow.triggers) {
    const known = trigger.target === null ? undefined : level.get(trigger.target)
    if (known === undefined) walk(trigger.id, 0)
    else level.set(trigger.id, known - 1)
  }
  const led = new Set(wires.map((wire) => wire.target))
  for (const node of flow.nodes) if (!level.has(node.id) && !led.has(node.id)) walk(node.id, 1)
  for (const node of flow.nodes) if (!level.has(node.id)) walk(node.id, 1)
  return level
}

/** Siblings that only one card leads to stand in the order of its ports, so wires do not cross. */
function inPortOrder(graph: Graph, source: string): void {
  const own = new Set<string>()
  for (const edge of graph.outEdges(source) ?? []) {
    if ((graph.inEdges(edge.w) ?? []).length === 1) own.add(edge.w)
  }
  const ranks = new Map<number, string[]>()
  for (const id of own) {
    const x = Math.round(graph.node(id).x)
    ranks.set(x, [...(ranks.get(x) ?? []), id])
  }
  for (const [x, ids] of ranks) {
    const top = (id: string) => graph.node(id).y - graph.node(id).height / 2
    const stacked = ids.toSorted((one, other) => top(one) - top(other))
    const first = stacked[0]
    const last = stacked.at(-1)
    if (ids.length < 2 || first === undefined || last === undefined) continue
    const from = top(first)
    const to = top(last) + graph.node(last).height
    const isMixed = graph.nodes().some((id) => {
      const box = graph.node(id)
      return !own.has(id) && Math.round(box.x) === x && box.y > from && box.y < to
    })
    if (isMixed) continue
    const heights = ids.reduce((sum, id) => sum + graph.node(id).height, 0)
    const gap = (to - from - heights) / (ids.length - 1)
    let y = from
    for (const id of ids) {
      const box = graph.node(id)
      box.y = y + box.height / 2
      y += box.height + gap
    }
  }
}
