/** What was copied, kept where other tabs and other flows of this browser find it too. */
import type { Fragment } from '../state/recipes'

const KEY = 'flowbuilder.clipboard'
let here: Fragment | null = null

export function keep(fragment: Fragment): void {
  here = fragment
  try {
    localStorage.setItem(KEY, JSON.stringify(fragment))
  } catch {
    // storage is full or blocked: copying works inside this page
  }
}

export function kept(): Fragment | null {
  try {
    const text = localStorage.getItem(KEY)
    const value = text ? (JSON.parse(text) as Partial<Fragment>) : null
    if (value && Array.isArray(value.nodes) && Array.isArray(value.edges) && value.layout) {
      return {
        nodes: value.nodes,
        edges: value.edges,
        triggers: value.triggers ?? [],
        layout: value.layout,
        translations: value.translations ?? {},
      }
    }
  } catch {
    // not ours
  }
  return here
}
