/** The ports of one node: those per item of its list first, then the fixed ones, problems last. */
import type { Config, FlowNode, NodeTypeInfo, PortInfo } from '../../shared/flow'

export function portsOf(info: NodeTypeInfo | undefined, config: Config): PortInfo[] {
  if (!info) return []
  const fixed = [
    ...info.ports.filter((port) => !port.problem),
    ...info.ports.filter((port) => port.problem),
  ]
  return [...itemPorts(info, config), ...fixed]
}

export function itemPorts(info: NodeTypeInfo, config: Config): PortInfo[] {
  const spec = info.portPerItem
  const items = spec ? config[spec.field] : null
  if (!spec || !Array.isArray(items)) return []
  return items.flatMap((item: unknown, index) => {
    if (!item || typeof item !== 'object') return []
    const values = item as Record<string, unknown>
    const name = values[spec.key]
    if (!name) return []
    return [{ name: String(name), label: String(values[spec.label] || `${index + 1}.`) }]
  })
}

/** What happened to a node's item ports between two configs: a rename keeps its place in the list. */
export function movedPorts(
  info: NodeTypeInfo | undefined,
  before: Config,
  after: Config,
): { renamed: Map<string, string>; gone: Set<string> } {
  const renamed = new Map<string, string>()
  const gone = new Set<string>()
  if (!info?.portPerItem) return { renamed, gone }
  const old = itemPorts(info, before).map((port) => port.name)
  const now = itemPorts(info, after).map((port) => port.name)
  const kept = new Set(now)
  old.forEach((name, index) => {
    if (kept.has(name)) return
    const successor = now[index]
    if (old.length === now.length && successor && !old.includes(successor))
      renamed.set(name, successor)
    else gone.add(name)
  })
  return { renamed, gone }
}

export function titleOf(node: FlowNode, info: NodeTypeInfo | undefined): string {
  return node.title || info?.title || node.type
}
