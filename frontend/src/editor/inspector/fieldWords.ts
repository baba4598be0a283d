/** Small readings of a field's schema: its choices with labels, whether it applies, its problems. */
import type { Config, Problem, Schema } from '../../shared/flow'
import { resolved } from './schema'

export interface Option {
  value: string
  label: string
}

/** The values of an enum with what to show for each; `x-labels` is a list in order, or by value. */
export function optionsOf(schema: Schema): Option[] {
  const labels: unknown = schema['x-labels']
  return (schema.enum ?? []).map((value, index) => {
    const name = String(value)
    const label = Array.isArray(labels)
      ? labels[index]
      : labels && typeof labels === 'object'
        ? (labels as Record<string, unknown>)[name]
        : undefined
    return { value: name, label: typeof label === 'string' ? label : name }
  })
}

/** The fields of `schema` that are to be filled in, by what the others hold. */
export function shownFields(schema: Schema, root: Schema, config: Config): [string, Schema][] {
  const fields = Object.entries(schema.properties ?? {})
  const initial = (key: string) => {
    const other = schema.properties?.[key]
    return other && resolved(other, root).default
  }
  return fields.filter(([, field]) => applies(resolved(field, root), config, initial))
}

/** Whether `x-when` (each key one value, or several) holds of the other fields. */
function applies(schema: Schema, config: Config, shown: (key: string) => unknown): boolean {
  const when = schema['x-when']
  if (!when) return true
  return Object.entries(when).every(([key, wanted]) => {
    const value = config[key] ?? shown(key)
    return Array.isArray(wanted) ? wanted.includes(value) : value === wanted
  })
}

/** Problems of exactly this field; those of its translations are told in their table. */
export function problemsAt(problems: readonly Problem[], path: string): Problem[] {
  return problems.filter((problem) => problem.field === path && !problem.language)
}

/** Problems of this field and of all that is in it. */
export function problemsWithin(problems: readonly Problem[], path: string): Problem[] {
  return problems.filter(
    (problem) =>
      !problem.language && (problem.field === path || problem.field?.startsWith(`${path}.`)),
  )
}

/** `Status paczki` as `status-paczki`: a short name made from the words people see. */
export function slugOf(words: string, longest = 40): string {
  return words
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '')
}

/** A variable's name made from what was typed. */
export function variableNameOf(words: string): string {
  return slugOf(words)
    .replaceAll('-', '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
}
