/** Reading the JSON Schema that pydantic writes: references, optional values, defaults. */
import type { Config, Schema } from '../../shared/flow'

/** The schema with its `$ref`, one-part `allOf` and `X | null` taken apart; its own keys win. */
export function resolved(schema: Schema, root: Schema): Schema {
  const { $ref, allOf, anyOf, ...own } = schema
  if ($ref) {
    const target = root.$defs?.[$ref.replace('#/$defs/', '')]
    return target ? { ...resolved(target, root), ...own } : own
  }
  if (allOf?.length === 1 && allOf[0]) return { ...resolved(allOf[0], root), ...own }
  if (anyOf) {
    const real = anyOf.filter((each) => each.type !== 'null')
    if (real.length === 1 && real[0]) return { ...resolved(real[0], root), ...own }
    return { ...own, anyOf }
  }
  return schema
}

export function acceptsNull(schema: Schema): boolean {
  return schema.anyOf?.some((each) => each.type === 'null') ?? false
}

/** A value to begin with: the default, or the emptiest value of the type. */
export function initialValue(schema: Schema, root: Schema): unknown {
  const plain = resolved(schema, root)
  if (plain.default !== undefined) return structuredClone(plain.default)
  if (plain.const !== undefined) return plain.const
  if (plain.enum?.length) return plain.enum[0]
  if (acceptsNull(schema)) return null
  switch (plain.type) {
    case 'string':
      return ''
    case 'integer':
    case 'number':
      return plain.minimum ?? 0
    case 'boolean':
      return false
    case 'array':
      return Array.from({ length: plain.minItems ?? 0 }, () =>
        initialValue(plain.items ?? {}, root),
      )
    case 'object':
      return plain.properties ? initialConfig(plain, root) : {}
    default:
      return null
  }
}

/**
 * A config with every required field present and the others left to their defaults. With
 * `x-initial`, a new card begins with more than those drawn before the field was thought of.
 */
export function initialConfig(schema: Schema, root: Schema = schema): Config {
  const required = new Set(schema.required ?? [])
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([key, field]) => required.has(key) || field['x-initial'] !== undefined)
      .map(([key, field]) => [key, field['x-initial'] ?? initialValue(field, root)]),
  )
}

/** The value shown for a field: what is stored, or what the server would fill in. */
export function shownValue(value: unknown, schema: Schema, root: Schema): unknown {
  return value === undefined ? resolved(schema, root).default : value
}
