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
  /** Its field's title, with the item of the list that it belongs to. */
  title: string
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
  const walk = (schema: Schema, value: unknown, at: Way, depth: number): void => {
    if (depth > MAX_DEPTH) return
    const plain = resolved(schema, root)
    const { address, place, item } = at
    if (plain['x-translated']) {
      if (typeof value !== 'string' || found.has(address)) return
      const title = item && item !== value ? `${at.title} · ${item}` : at.title
      const control = plain['x-control'] ?? ''
      found.set(address, { address, place, title, control, value, most: plain.maxLength ?? 8000 })
      return
    }
    if (plain.items && Array.isArray(value)) {
      const inside = resolved(plain.items, root)
      const key = namingOf(inside, root)
      value.forEach((each: unknown, index) => {
        const name = key ? (each as Record<string, unknown> | null)?.[key] : String(index)
        if (typeof name !== 'string' || !name) return
        const inner = key
          ? { title: at.title, item: labelOf(each, name) }
          : { title: `${at.title} ${index + 1}`, item }
        const way = { address: `${address}.${name}`, place: `${place}.${index}`, ...inner }
        walk(inside, each, way, depth + 1)
      })
      return
    }
    if (!value || typeof value !== 'object' || Array.isArray(value)) return
    for (const [name, field] of Object.entries(plain.properties ?? {})) {
      if (!(name in value)) continue
      const join = (path: string) => (path ? `${path}.${name}` : name)
      const title = resolved(field, root).title ?? name
      const way = { address: join(address), place: join(place), title, item }
      walk(field, (value as Config)[name], way, depth + 1)
    }
  }
  walk(root, config, { address: '', place: '', title: '', item: '' }, 0)
  return [...found.values()]
}

/** How far a walk through a config has come. */
interface Way {
  address: string
  place: string
  title: string
  /** What the item of the list says that it is in. */
  item: string
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
