/** Two documents on one canvas: the later one, with what it lost as ghosts. Pure. */
import type { Catalogue, Flow } from '../../shared/flow'
import { arrange } from './arrange'
import { leadsOf, type Difference, type Kind } from './differences'
import type { Box } from './areas'
import { guessedSize, withoutGuess } from './unseen'
import { freeSpot } from './newNode'
import { START_CARD, wireId } from './recipes'
import { toCanvas, type Canvas, type CardNode, type Spoken, type WireEdge } from './toCanvas'

export type Compared = Pick<Canvas, 'nodes' | 'edges'>

/**
 * Draw `other` with what became of `base`: cards and wires carry `change` in their data, and what
 * is gone stands where it stood, or below what is there now.
 */
export function compareCanvas(
  base: Flow,
  other: Flow,
  catalogue: Catalogue,
  found: readonly Difference[],
  spoken: Spoken,
): Compared {
  const before = drawn(base, catalogue, spoken)
  const after = drawn(other, catalogue, spoken)
  const changes = new Map<string, Kind>(
    found
      .filter((each) => each.what === 'node' || each.what === 'trigger')
      .flatMap((each) => each.cards.map((card) => [card, each.kind] as const)),
  )
  const cards = after.nodes.filter((node) => node.type !== 'frame' && node.type !== 'note')
  const boxes: Box[] = cards.map((node) => ({ ...node.position, ...guessedSize(node) }))
  const nodes = after.nodes.map((node) => marked(node, changes.get(node.id)))
  for (const node of before.nodes) {
    if (changes.get(node.id) !== 'removed') continue
    const size = guessedSize(node)
    const position = freeSpot(node.position, boxes, size.height)
    boxes.push({ ...position, ...size })
    nodes.push(marked({ ...node, position }, 'removed'))
  }

  const way = (lead: { source: string; port: string; target: string }) =>
    `${wireId(lead.source, lead.port)}>${lead.target}`
  const was = new Set(leadsOf(base).map(way))
  const is = new Set(leadsOf(other).map(way))
  const wayOf = (edge: WireEdge) => `${edge.id}>${edge.target}`
  const edges = after.edges.map((edge) => stained(edge, was.has(wayOf(edge)) ? null : 'added'))
  for (const edge of before.edges) {
    if (is.has(wayOf(edge))) continue
    edges.push(stained({ ...edge, id: `was:${edge.id}` }, 'removed'))
    keepPort(nodes, before.nodes, edge)
  }
  return { nodes, edges }
}

function drawn(flow: Flow, catalogue: Catalogue, spoken: Spoken): Canvas {
  const isPlaced = [...flow.nodes, ...flow.triggers].every(({ id }) => flow.layout[id])
  return toCanvas(flow, catalogue, [], spoken, isPlaced ? {} : arrange(flow, catalogue))
}

function marked(node: CardNode, change: Kind | undefined): CardNode {
  return (change ? { ...node, data: { ...node.data, change } } : node) as CardNode
}

function stained(edge: WireEdge, change: Kind | null): WireEdge {
  return change && edge.data ? { ...edge, data: { ...edge.data, change } } : edge
}

/** A wire that is gone still needs the port that it hung on. */
function keepPort(nodes: CardNode[], old: readonly CardNode[], edge: WireEdge): void {
  const index = nodes.findIndex((node) => node.id === edge.source)
  const card = nodes[index]
  if (!card || card.id === START_CARD) return
  if (card.data.ports.some((port) => port.name === edge.sourceHandle)) return
  const port = old
    .find((node) => node.id === edge.source)
    ?.data.ports.find((each) => each.name === edge.sourceHandle)
  if (!port) return
  // Its handles are no longer where they were guessed to be.
  nodes[index] = withoutGuess({
    ...card,
    data: { ...card.data, ports: [...card.data.ports, port] },
  } as CardNode)
}
