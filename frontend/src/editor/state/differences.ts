/** What differs between two documents, to be said in words. */
import type { Catalogue, Flow } from '../../shared/flow'
import { titleOf } from './ports'

export interface Difference {
  /** A key under `difference.` in the locales. */
  key:
    | 'added'
    | 'removed'
    | 'changed'
    | 'wires'
    | 'variables'
    | 'triggers'
    | 'settings'
    | 'translations'
    | 'layout'
  names: string[]
}

/** Tell `other` from `base`: what was added, removed and changed on the way from `base` to `other`. */
export function differences(base: Flow, other: Flow, catalogue: Catalogue): Difference[] {
  const name = (flow: Flow, id: string) => {
    const node = flow.nodes.find((each) => each.id === id)
    return node ? titleOf(node, catalogue.get(node.type)) : id
  }
  const before = new Map(base.nodes.map((node) => [node.id, node]))
  const after = new Map(other.nodes.map((node) => [node.id, node]))
  const added = [...after.keys()].filter((id) => !before.has(id)).map((id) => name(other, id))
  const removed = [...before.keys()].filter((id) => !after.has(id)).map((id) => name(base, id))
  const changed = [...after.values()]
    .filter((node) => before.has(node.id) && !same(before.get(node.id), node))
    .map((node) => name(other, node.id))
  const wires = (flow: Flow) =>
    flow.edges.map((e) => `${e.source}:${e.port}>${e.target}`).toSorted()
  const found: Difference[] = [
    { key: 'added', names: added },
    { key: 'removed', names: removed },
    { key: 'changed', names: changed },
  ]
  const all: Difference[] = found.filter((each) => each.names.length > 0)
  const note = (key: Difference['key'], differs: boolean) => {
    if (differs) all.push({ key, names: [] })
  }
  note('wires', !same(wires(base), wires(other)) || base.start !== other.start)
  note('variables', !same(base.variables, other.variables))
  note('triggers', !same(base.triggers, other.triggers))
  note(
    'settings',
    base.name !== other.name ||
      base.locale !== other.locale ||
      !same(base.settings, other.settings),
  )
  note('translations', !same(base.translations, other.translations))
  const drawing = ({ layout, notes, frames }: Flow) => ({ layout, notes, frames })
  if (all.length === 0) note('layout', !same(drawing(base), drawing(other)))
  return all
}

/** Deep equality of JSON values, whatever the order of keys. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) =>
    same((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  )
}
