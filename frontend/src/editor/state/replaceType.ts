/** Giving a node another type: its wires and the fields that fit stay. */
import type { Catalogue, Config, Flow, NodeTypeInfo, Schema } from '../../shared/flow'
import { initialConfig, resolved } from '../inspector/schema'
import { mainField } from './mainField'
import { portsOf } from './ports'
import { disconnect } from './recipes'

/** Can `value` be what a field of this schema holds? */
export function fits(value: unknown, schema: Schema, root: Schema): boolean {
  const plain = resolved(schema, root)
  if (plain.anyOf) return plain.anyOf.some((each) => fits(value, each, root))
  if (plain.enum && !plain.enum.includes(value)) return false
  if (plain.const !== undefined && plain.const !== value) return false
  switch (plain.type) {
    case 'string':
      return (
        typeof value === 'string' &&
        value.length <= (plain.maxLength ?? Infinity) &&
        (!plain.pattern || new RegExp(plain.pattern).test(value))
      )
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' &&
        (plain.type === 'number' || Number.isInteger(value)) &&
        value >= (plain.minimum ?? -Infinity) &&
        value <= (plain.maximum ?? Infinity)
      )
    case 'boolean':
      return typeof value === 'boolean'
    case 'array':
      return (
        Array.isArray(value) &&
        value.length <= (plain.maxItems ?? Infinity) &&
        value.every((item) => !plain.items || fits(item, plain.items, root))
      )
    case 'object': {
      if (!value || typeof value !== 'object' || Array.isArray(value)) return false
      const given = value as Record<string, unknown>
      if (!plain.properties) return true
      return (
        (plain.required ?? []).every((key) => key in given) &&
        Object.entries(given).every(([key, inner]) => {
          const field = plain.properties?.[key]
          return field !== undefined && fits(inner, field, root)
        })
      )
    }
    default:
      return true
  }
}

/** What of `config` the type `to` can keep, over its own beginnings; its main text always. */
export function carriedConfig(
  config: Config,
  from: NodeTypeInfo | undefined,
  to: NodeTypeInfo,
): Config {
  const root = to.configSchema
  const fields = root.properties ?? {}
  const kept: Config = {}
  for (const [key, value] of Object.entries(config)) {
    const field = fields[key]
    if (!field || !fits(value, field, root)) continue
    const before = from?.configSchema.properties?.[key]
    const control = (schema: Schema, of: Schema) => resolved(schema, of)['x-control']
    if (before && from && control(before, from.configSchema) !== control(field, root)) continue
    kept[key] = value
  }
  const [main, next] = [mainField(from), mainField(to)]
  const words = main === null ? undefined : config[main]
  if (next !== null && kept[next] === undefined && words && fits(words, fields[next] ?? {}, root))
    kept[next] = words
  return { ...initialConfig(root), ...kept }
}

/**
 * Wires by the port they leave now. A port of the same name keeps its wire; the others are dealt to
 * free ports in order, problems to problems. What finds no port is not in the answer.
 */
export function carriedPorts(
  wired: readonly string[],
  before: readonly { name: string; problem?: boolean }[],
  after: readonly { name: string; problem?: boolean }[],
): Map<string, string> {
  const kept = new Map<string, string>()
  const isProblem = (name: string) => before.find((port) => port.name === name)?.problem ?? false
  for (const name of wired) if (after.some((port) => port.name === name)) kept.set(name, name)
  for (const name of wired) {
    if (kept.has(name)) continue
    const taken = new Set(kept.values())
    const free = after.find(
      (port) => !taken.has(port.name) && (port.problem ?? false) === isProblem(name),
    )
    if (free) kept.set(name, free.name)
  }
  return kept
}

/** How many wires the node would lose as a node of type `to`. */
export function lostWires(flow: Flow, id: string, to: NodeTypeInfo, catalogue: Catalogue): number {
  const node = flow.nodes.find((each) => each.id === id)
  if (!node) return 0
  const wired = flow.edges.filter((edge) => edge.source === id).map((edge) => edge.port)
  return wired.length - portsAfter(node.config, wired, catalogue.get(node.type), to).size
}

function portsAfter(
  config: Config,
  wired: string[],
  from: NodeTypeInfo | undefined,
  to: NodeTypeInfo,
): Map<string, string> {
  const after = portsOf(to, carriedConfig(config, from, to))
  return carriedPorts(wired, portsOf(from, config), after)
}

export function replaceType(flow: Flow, id: string, to: NodeTypeInfo, catalogue: Catalogue): void {
  const node = flow.nodes.find((each) => each.id === id)
  if (!node || node.type === to.name) return
  const from = catalogue.get(node.type)
  const mine = flow.edges.filter((edge) => edge.source === id)
  const ports = portsAfter(
    node.config,
    mine.map((edge) => edge.port),
    from,
    to,
  )
  for (const edge of mine) {
    const { port } = edge
    const next = ports.get(port)
    if (next === port) continue
    disconnect(flow, id, port)
    if (next !== undefined) flow.edges.push({ source: id, port: next, target: edge.target })
  }
  node.config = carriedConfig(node.config, from, to)
  node.type = to.name
}
