/** Cards that are to be selected as soon as the projection has drawn them. */
import type { CardNode } from '../state/toCanvas'

let wanted: ReadonlySet<string> | null = null

export function selectWhenDrawn(ids: readonly string[]): void {
  wanted = new Set(ids)
}

/** Somebody selects something themselves: what was to be selected is not any more. */
export function forgetWanted(): void {
  wanted = null
}

/** Nothing but `ids` is to be selected: at once, or once those that are not drawn yet are. */
export function selectInstead(ids: readonly string[], nodes: readonly CardNode[]): void {
  const drawn = new Set(nodes.map((node) => node.id))
  wanted = ids.every((id) => drawn.has(id)) ? null : new Set(ids)
}

/** The ids to select now, given once, when all of them are among `nodes`. */
export function takeWanted(nodes: readonly CardNode[]): ReadonlySet<string> | null {
  const ids = wanted
  if (!ids || nodes.filter((node) => ids.has(node.id)).length < ids.size) return null
  wanted = null
  return ids
}

/** The same nodes with exactly `ids` selected. */
export function selecting(nodes: CardNode[], ids: ReadonlySet<string>): CardNode[] {
  return nodes.map((node) =>
    (node.selected ?? false) === ids.has(node.id) ? node : { ...node, selected: ids.has(node.id) },
  )
}
