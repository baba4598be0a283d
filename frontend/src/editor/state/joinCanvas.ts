/** A fresh projection and what React Flow holds of the one before: what did not change stays the same object. */
import { sameCard, sameData, sameList } from './sameDrawing'
import type { CardNode, WireEdge } from './toCanvas'

/** Join a fresh projection with what React Flow holds: selection and measures stay. */
export function merged(current: CardNode[], fresh: readonly CardNode[]): CardNode[] {
  const known = new Map(current.map((node) => [node.id, node]))
  const joined = fresh.map((node) => {
    const old = known.get(node.id)
    if (!old || old.type !== node.type) return node
    const position = old.dragging ? old.position : node.position
    if (sameCard(old, { ...node, position } as CardNode)) return old
    const isUnseen = old.handles !== undefined
    const { width, height } = old.resizing ? old : node
    return {
      ...(isUnseen ? { ...old, measured: node.measured, handles: node.handles } : old),
      ...(width === undefined ? {} : { width, height }),
      position,
      ariaLabel: node.ariaLabel,
      data: sameData(old.data, node.data) ? old.data : node.data,
    } as CardNode
  })
  return sameList(current, joined, Object.is) ? current : joined
}

/** The same for wires: those that were selected stay so. */
export function mergedWires(current: WireEdge[], fresh: readonly WireEdge[]): WireEdge[] {
  const selected = new Map(current.filter((edge) => edge.selected).map((edge) => [edge.id, edge]))
  const joined = fresh.map((edge) => {
    const old = selected.get(edge.id)
    if (!old) return edge
    return old.data === edge.data && old.target === edge.target ? old : { ...edge, selected: true }
  })
  return sameList(current, joined, Object.is) ? current : joined
}
