/** Putting a node into a wire as one edit: its place, its wires, and room for it. */
import type { Catalogue } from '../../shared/flow'
import type { DocumentStore, Recipe } from '../state/documentStore'
import type { Wire } from '../state/fromCanvas'
import { mainPort, makeRoom, spliceIn, targetOf } from '../state/splice'
import { CARD_WIDTH } from '../state/estimate'
import type { WireEdge } from '../state/toCanvas'

export const SPLICE_GAP = 88

export function wireOf(edge: Pick<WireEdge, 'source' | 'sourceHandle'>): Wire {
  return { source: edge.source, port: edge.sourceHandle ?? '' }
}

/** `first` puts node `id` where it is to stand. */
export function spliceNode(
  documents: DocumentStore,
  catalogue: Catalogue,
  edge: Pick<WireEdge, 'source' | 'sourceHandle'>,
  id: string,
  first: Recipe,
): void {
  const wire = wireOf(edge)
  documents.getState().edit('edit.insert', (flow) => {
    const target = targetOf(flow, wire)
    first(flow)
    const node = flow.nodes.find((each) => each.id === id)
    if (!node) return
    spliceIn(flow, wire, id, mainPort(catalogue.get(node.type), node))
    const [mine, next] = [flow.layout[id], target === null ? undefined : flow.layout[target]]
    if (!mine || !next || target === null || next.x + CARD_WIDTH < mine.x) return
    makeRoom(flow, target, next.x, mine.x + CARD_WIDTH + SPLICE_GAP - next.x)
  })
}
