/**
 * Joining two authors' work: a three-way merge of documents.
 *
 * What only one side changed is taken from it; what both changed in the same way is taken once; what
 * both changed differently collides, and a person decides. Lists whose items have a name are joined
 * item by item (nodes by id, variables by name, wires by their port), in our order, with what they
 * added at the end; any other list is one value.
 */
import type { Flow } from '../../shared/flow'
import { forgetNodes } from '../languages/recipes'
import { same } from './differences'
import { remove } from './recipes'

export const SIDES = ['mine', 'theirs'] as const
export type Side = (typeof SIDES)[number]

export interface Collision {
  /** The way to the value: keys of objects and names of list items, `['nodes', 'hello', 'title']`. */
  path: readonly string[]
  /** Absent when that side removed it. */
  mine: unknown
  theirs: unknown
}

export interface Merge {
  document: Flow
  collisions: Collision[]
}

/** The name of a collision, by which `choices` decides it. */
export function pathKey(path: readonly string[]): string {
  return path.join('\n')
}

/** Join `mine` and `theirs`, both made from `base`. What collides is mine unless `choices` says otherwise. */
export function mergeFlows(
  base: Flow,
  mine: Flow,
  theirs: Flow,
  choices: ReadonlyMap<string, Side> = new Map(),
): Merge {
  const collisions: Collision[] = []
  const joined = structuredClone(join(base, mine, theirs, [])) as Flow
  return { document: withoutLooseEnds(joined, base), collisions }

  function join(was: unknown, one: unknown, other: unknown, path: string[]): unknown {
    if (same(one, other) || same(was, other)) return one
    if (same(was, one)) return other
    if (path[0] === 'layout' && path.length === 2) return one // whose place it is is no question
    const isTranslation = path[0] === 'translations' && path.length === 4 // its words with their mark
    if (isRecord(one) && isRecord(other) && !isTranslation)
      return joinRecords(isRecord(was) ? was : {}, one, other, path)
    if (Array.isArray(one) && Array.isArray(other)) {
      const key = keyOf(path, [...one, ...other, ...(Array.isArray(was) ? was : [])])
      if (key) {
        const byName = joinRecords(
          Array.isArray(was) ? named(was, key) : {},
          named(one, key),
          named(other, key),
          path,
        )
        return Object.values(byName)
      }
    }
    collisions.push({ path, mine: one, theirs: other })
    return choices.get(pathKey(path)) === 'theirs' ? other : one
  }

  function joinRecords(was: Items, one: Items, other: Items, path: string[]): Items {
    const joined: Items = {}
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const value = join(was[key], one[key], other[key], [...path, key])
      if (value !== undefined) joined[key] = value
    }
    return joined
  }
}

type Items = Record<string, unknown>
type KeyOf = (item: Items) => string

function isRecord(value: unknown): value is Items {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How items of a list are told apart, when each has a name of its own. */
function keyOf(path: readonly string[], items: readonly unknown[]): KeyOf | null {
  const all = items.filter(isRecord)
  if (all.length < items.length) return null
  const candidates: KeyOf[] =
    path[0] === 'edges'
      ? [(item) => `${String(item['source'])}:${String(item['port'])}`]
      : ['id', 'name', 'value', 'key'].map((field) => (item) => {
          const name = item[field]
          return typeof name === 'string' ? name : ''
        })
  return candidates.find((key) => all.every((item) => key(item) !== '')) ?? null
}

/** Keyed by a letter and the name: a key that looks like a number would jump to the front. */
function named(items: readonly unknown[], key: KeyOf): Items {
  return Object.fromEntries(items.filter(isRecord).map((item) => [`#${key(item)}`, item]))
}

/** Wires and ways in that lead to what one side removed are removed with it. */
function withoutLooseEnds(flow: Flow, base: Flow): Flow {
  const there = new Set([...flow.nodes, ...flow.triggers].map((part) => part.id))
  const gone = new Set<string>()
  const miss = (id: string | null) => {
    if (id !== null && !there.has(id)) gone.add(id)
  }
  for (const edge of flow.edges) {
    miss(edge.source)
    miss(edge.target)
  }
  for (const trigger of flow.triggers) miss(trigger.target)
  miss(flow.start)
  if (gone.size) remove(flow, gone)
  for (const part of [...base.nodes, ...base.triggers])
    if (!there.has(part.id)) delete flow.layout[part.id]
  forgetNodes(flow, new Set(base.nodes.map((node) => node.id).filter((id) => !there.has(id))))
  return flow
}
