/** Tidy up: places for every card by dagre, left to right in the order the talk takes. */
import dagre from '@dagrejs/dagre'

import type { Catalogue, Flow, Place } from '../../shared/flow'
import { START } from '../../shared/flow'
import { portsOf } from './ports'
import { START_CARD, snapped } from './recipes'
import { CARD_WIDTH } from './toCanvas'

interface Box extends Place, Size {}

/** What we use of dagre's graph, which its own types leave unknown. */
interface Graph {
  nodes: () => string[]
  node: (id: string) => Box
  inEdges: (id: string) => unknown[] | undefined
  outEdges: (id: string) => { w: string }[] | undefined
}

export interface Size {
  width: number
  height: number
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
  const put = (id: string, estimate: Size) => graph.setNode(id, { ...(sizes.get(id) ?? estimate) })

  put(START_CARD, { width: 132, height: 48 })
  for (const node of flow.nodes) {
    const ports = portsOf(catalogue.get(node.type), node.config).filter((port) => !port.problem)
    put(node.id, { width: CARD_WIDTH, height: 92 + 28 * ports.length })
  }
  for (const trigger of flow.triggers) put(trigger.id, { width: 220, height: 72 })

  const link = (source: string, port: string, target: string | null) => {
    if (target && graph.hasNode(source) && graph.hasNode(target))
      graph.setEdge(source, target, {}, port)
  }
  link(START_CARD, 'next', flow.start)
  const wires = new Map<string, Flow['edges']>()
  for (const edge of flow.edges) wires.set(edge.source, [...(wires.get(edge.source) ?? []), edge])
  for (const node of flow.nodes) {
    const order = portsOf(catalogue.get(node.type), node.config).map((port) => port.name)
    const own = wires.get(node.id) ?? []
    own
      .toSorted((a, b) => order.indexOf(a.port) - order.indexOf(b.port))
      .forEach((edge) => link(edge.source, edge.port, edge.target))
  }
  for (const trigger of flow.triggers) link(trigger.id, 'next', trigger.target)

  dagre.layout(graph)
  for (const node of flow.nodes)
    inPortOrder(graph as unknown as Graph, node.id, (wires.get(node.id) ?? []).length)
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

/** Siblings that only one card leads to stand in the order of its ports, so wires do not cross. */
function inPortOrder(graph: Graph, source: string, count: number): void {
  if (count < 2) return
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
