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
  if (!spec) return []
  const { within, unless } = spec
  const outer = itemsIn(config, spec.field)
  const items = within ? outer.flatMap((item) => itemsIn(item, within)) : outer
  const ports = items.flatMap((item, index) => {
    const name = item[spec.key]
    if (!name || (unless && item[unless])) return []
    return [{ name: String(name), label: String(item[spec.label] || `${index + 1}.`) }]
  })
  const isFirst = (port: PortInfo, index: number) =>
    ports.findIndex(({ name }) => name === port.name) === index
  return within ? ports.filter(isFirst) : ports
}

/** The items of a list in a config, which in a draft may have any shape. */
function itemsIn(config: Config, name: string): Config[] {
  const items = config[name]
  if (!Array.isArray(items)) return []
  return items.filter((item): item is Config => !!item && typeof item === 'object')
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
