/** Tidy up: places for every card by dagre, left to right in the order the talk takes. */
import dagre from '@dagrejs/dagre'

import type { Catalogue, Flow, Place } from '../../shared/flow'
import { START } from '../../shared/flow'
import { portsOf } from './ports'
import { START_CARD, snapped } from './recipes'
import { CARD_WIDTH } from './toCanvas'

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
