/** Where a variable is used: in how many nodes it is read or written. */
import type { Flow } from '../../shared/flow'

export function usesOf(flow: Flow, name: string): number {
  const tag = new RegExp(`\\{[{%][^}]*(?<![\\w.])${name}(?!\\w)[^}]*[}%]\\}`)
  return flow.nodes.filter((node) => mentions(node.config, name, tag)).length
}

function mentions(value: unknown, name: string, tag: RegExp): boolean {
  if (typeof value === 'string')
    return value === name || value.startsWith(`${name}.`) || tag.test(value)
  if (Array.isArray(value)) return value.some((each) => mentions(each, name, tag))
  if (value && typeof value === 'object')
    return Object.values(value).some((each) => mentions(each, name, tag))
  return false
}
