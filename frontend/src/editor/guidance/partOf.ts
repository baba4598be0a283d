/** A part of a flow as a document of its own. */
import type { Catalogue, Flow } from '../../shared/flow'
import { fragmentOf } from '../state/fragment'
import { usesOf } from '../state/variables'

/** The steps that `ids` name with the variables they use; it starts where the flow does, else leftmost. */
export function partOf(flow: Flow, ids: ReadonlySet<string>, catalogue: Catalogue): Flow {
  const { nodes, edges, triggers, layout, notes, frames, translations } = fragmentOf(flow, ids)
  const inside = new Set(nodes.map((node) => node.id))
  const leftmost = [...nodes].sort((a, b) => (layout[a.id]?.x ?? 0) - (layout[b.id]?.x ?? 0))[0]
  const part: Flow = {
    ...flow,
    id: '',
    start: flow.start && inside.has(flow.start) ? flow.start : (leftmost?.id ?? null),
    nodes,
    edges,
    triggers: triggers.map((each) =>
      each.target && !inside.has(each.target) ? { ...each, target: null } : each,
    ),
    layout,
    notes,
    frames,
    translations,
  }
  return {
    ...part,
    variables: flow.variables.filter(({ name }) => usesOf(part, catalogue, name).length > 0),
  }
}
