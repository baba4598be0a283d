/** What is lit on the canvas: the path under the pointer, and where the tried conversation stands. */
import { create } from 'zustand'

import type { WireEdge } from '../state/toCanvas'

interface Light {
  /** Wires on a way through what the pointer rests on; null when it rests on nothing. */
  wires: ReadonlySet<string> | null
  /** The node the tried conversation waits at. */
  active: string | null
  /** Nodes the last turn went through. */
  walked: ReadonlySet<string>
  /** Far away the ports say nothing; then the wires carry their words. */
  labels: boolean
}

export const useLight = create<Light>()(() => ({
  wires: null,
  active: null,
  walked: new Set(),
  labels: false,
}))

/**
 * Every wire that leads to `id` or away from it, however many nodes lie between.
 *
 * Wires that run back (a menu that is returned to) are followed no further: in a flow with loops
 * everything would be on the way to everything.
 */
export function wiresThrough(
  edges: readonly WireEdge[],
  id: string,
  xOf: (id: string) => number,
): Set<string> {
  const lit = new Set<string>()
  const walk = (from: 'source' | 'target', to: 'source' | 'target') => {
    const byEnd = new Map<string, WireEdge[]>()
    for (const edge of edges) {
      const list = byEnd.get(edge[from])
      if (list) list.push(edge)
      else byEnd.set(edge[from], [edge])
    }
    const seen = new Set([id])
    const queue = [id]
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const edge of byEnd.get(at) ?? []) {
        const runsBack = xOf(edge.target) <= xOf(edge.source)
        if (runsBack && at !== id) continue
        lit.add(edge.id)
        if (runsBack || seen.has(edge[to])) continue
        seen.add(edge[to])
        queue.push(edge[to])
      }
    }
  }
  walk('source', 'target')
  walk('target', 'source')
  return lit
}
