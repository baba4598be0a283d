/** Every text in a node's config with what it is: the one walk that find, uses and rename share. */
import type { Config, Schema } from '../../shared/flow'
import { resolved } from '../inspector/schema'

export interface TextField {
  /** Keys and positions joined by dots, as problems name fields: `options.0.label`. */
  path: string
  /** What the form calls it. */
  label: string
  /** The control that draws it; `rule` is a condition's variable, `''` what the schema does not know. */
  control: string
}

export type Visit = (text: string, field: TextField) => string

/** The config with every text as `visit` gives it; the same object when nothing changed. */
export function mapStrings(config: Config, schema: Schema, visit: Visit): Config {
  return walk(config, schema, { path: '', label: '' }, schema, visit) as Config
}

interface At {
  path: string
  label: string
}

function walk(value: unknown, schema: Schema, at: At, root: Schema, visit: Visit): unknown {
  const plain = resolved(schema, root)
  const control = plain['x-control'] ?? ''
  if (typeof value === 'string') return visit(value, { ...at, control })
  if (control === 'condition') return condition(value, at, visit)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) =>
      walk(item, plain.items ?? {}, { path: `${at.path}.${index}`, label: at.label }, root, visit),
    )
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (!value || typeof value !== 'object') return value
  return mapValues(value as Config, (item, key) => {
    const field = plain.properties?.[key] ?? {}
    const label = resolved(field, root).title ?? key
    const path = at.path ? `${at.path}.${key}` : key
    return walk(item, field, { path, label }, root, visit)
  })
}

/** Rules within groups: a rule's variable is a name, its value may hold variables. */
function condition(value: unknown, at: At, visit: Visit): unknown {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => condition(part, at, visit))
    return parts.some((part, index) => part !== value[index]) ? parts : value
  }
  if (!value || typeof value !== 'object') return value
  return mapValues(value as Config, (item, key) => {
    if (typeof item !== 'string') return condition(item, at, visit)
    if (key === 'variable') return visit(item, { ...at, control: 'rule' })
    return key === 'value' ? visit(item, { ...at, control: 'template' }) : item
  })
}

function mapValues(value: Config, map: (item: unknown, key: string) => unknown): Config {
  let changed = false
  const entries = Object.entries(value).map(([key, item]) => {
    const mapped = map(item, key)
    changed ||= mapped !== item
    return [key, mapped] as const
  })
  return changed ? Object.fromEntries(entries) : value
}
