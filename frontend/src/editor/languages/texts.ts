/**
 * The texts of a node that visitors read: where they are, and the node in other words.
 * Mirrors `core/translating.py`: fields marked `x-translated`; items of a list go by their short
 * name, so that re-ordering keeps translations, or by their place where they have none.
 */
import type { Config, FlowNode, NodeTypeInfo, Schema } from '../../shared/flow'
import { resolved } from '../inspector/schema'

export interface NodeText {
  /** Where it is, by names of list items: `options.parcel.label`. */
  address: string
  /** The same by their positions, as problems name fields: `options.0.label`. */
  place: string
  /** Titles of the fields on the way there. */
  titles: string[]
  /** The label of the list item that it belongs to is not this text itself. */
  control: string
  value: string
  most: number
}

const NAMING = new Set(['slug', 'variable'])
const MAX_DEPTH = 8

/** The texts of a config, which in a draft may have any shape. Each address comes once. */
export function textsOf(info: NodeTypeInfo | undefined, config: Config): NodeText[] {
  if (!info) return []
  const root = info.configSchema
  const found = new Map<string, NodeText>()
  const walk = (
    schema: Schema,
    value: unknown,
    at: Omit<NodeText, 'value'>,
    depth: number,
  ): void => {
    if (depth > MAX_DEPTH) return
    const plain = resolved(schema, root)
    if (plain['x-translated']) {
      if (typeof value !== 'string' || found.has(at.address)) return
      const control = plain['x-control'] ?? ''
      found.set(at.address, { ...at, control, value, most: plain.maxLength ?? 8000 })
      return
    }
    if (plain.items && Array.isArray(value)) {
      const item = resolved(plain.items, root)
      const key = namingOf(item, root)
      value.forEach((each: unknown, index) => {
        const name = key ? (each as Record<string, unknown> | null)?.[key] : String(index)
        if (typeof name !== 'string' || !name) return
        const titles = [...at.titles, key ? labelOf(each, name) : String(index + 1)]
        const inner = { address: `${at.address}.${name}`, place: `${at.place}.${index}`, titles }
        walk(item, each, { ...at, ...inner }, depth + 1)
      })
      return
    }
    if (!value || typeof value !== 'object' || Array.isArray(value)) return
    for (const [name, field] of Object.entries(plain.properties ?? {})) {
      if (!(name in value)) continue
      const join = (path: string) => (path ? `${path}.${name}` : name)
      const titles = [...at.titles, resolved(field, root).title ?? name]
      const inner = { address: join(at.address), place: join(at.place), titles }
      walk(field, (value as Config)[name], { ...at, ...inner }, depth + 1)
    }
  }
  walk(root, config, { address: '', place: '', titles: [], control: '', most: 0 }, 0)
  return [...found.values()]
}

function namingOf(item: Schema, root: Schema): string | null {
  for (const [name, field] of Object.entries(item.properties ?? {})) {
    if (NAMING.has(resolved(field, root)['x-control'] ?? '')) return name
  }
  return null
}

function labelOf(item: unknown, name: string): string {
  const label = (item as Record<string, unknown> | null)?.['label']
  return typeof label === 'string' && label.trim() ? label : name
}

const cache = new WeakMap<FlowNode, { info: NodeTypeInfo | undefined; texts: NodeText[] }>()

/** The texts of a node of the document, whose parts never change but by a copy. */
export function textsOfNode(node: FlowNode, info: NodeTypeInfo | undefined): NodeText[] {
  const before = cache.get(node)
  if (before && before.info === info) return before.texts
  const texts = textsOf(info, node.config)
  cache.set(node, { info, texts })
  return texts
}

/** `config` with its texts replaced by `words`, by address; what they do not name stays. */
export function inOtherWords(
  texts: readonly NodeText[],
  config: Config,
  words: (address: string) => string | undefined,
): Config {
  let changed: unknown = config
  for (const text of texts) {
    const said = words(text.address)
    if (said?.trim()) changed = replaced(changed, text.place.split('.'), said)
  }
  return changed as Config
}

function replaced(value: unknown, [step, ...rest]: string[], text: string): unknown {
  if (step === undefined) return text
  if (Array.isArray(value)) {
    return value.with(Number(step), replaced(value[Number(step)], rest, text))
  }
  const object = value as Record<string, unknown>
  return { ...object, [step]: replaced(object[step], rest, text) }
}
