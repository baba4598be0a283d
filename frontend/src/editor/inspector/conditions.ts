/** Conditions as the builder edits them. Mirrors `core/conditions.py`, which alone decides. */
import type { TFunction } from 'i18next'

import type { Variable, VariableKind } from '../../shared/flow'

export interface Rule {
  variable: string
  operator: string
  value?: unknown
}
export type Joint = 'all' | 'any'
export interface Group {
  joint: Joint
  parts: Part[]
}
export type Part = Rule | Group

export const isGroup = (part: Part): part is Group => 'parts' in part

interface Operator {
  kinds: VariableKind[] | null
  takesValue: boolean
  /** What the value must be; decides how it is typed and whether it is quoted in a sentence. */
  value: 'any' | 'number' | 'date'
}

const op = (
  kinds: VariableKind[] | null,
  value: Operator['value'] = 'any',
  takesValue = true,
): Operator => ({
  kinds,
  takesValue,
  value,
})

export const OPERATORS: Record<string, Operator> = {
  is: op(['text', 'number', 'boolean', 'date']),
  is_not: op(['text', 'number', 'boolean', 'date']),
  contains: op(['text', 'list']),
  not_contains: op(['text', 'list']),
  starts_with: op(['text']),
  one_of: op(['text', 'number']),
  greater: op(['number'], 'number'),
  at_least: op(['number'], 'number'),
  less: op(['number'], 'number'),
  at_most: op(['number'], 'number'),
  before: op(['date'], 'date'),
  after: op(['date'], 'date'),
  is_empty: op(null, 'any', false),
  is_filled: op(null, 'any', false),
}

/** A part of an answer (`order.status`) or an unknown variable may be of any kind. */
export function kindOf(path: string, variables: readonly Variable[]): VariableKind | null {
  return variables.find((variable) => variable.name === path)?.kind ?? null
}

export function operatorsFor(kind: VariableKind | null): string[] {
  return Object.entries(OPERATORS)
    .filter(
      ([, operator]) => kind === null || operator.kinds === null || operator.kinds.includes(kind),
    )
    .map(([name]) => name)
}

/** The stored condition as a group: a lone rule is a group of one, nothing an empty group. */
export function groupOf(stored: unknown): Group {
  const part = partOf(stored)
  if (!part) return { joint: 'all', parts: [] }
  return isGroup(part) ? part : { joint: 'all', parts: [part] }
}

function partOf(stored: unknown): Part | null {
  if (!stored || typeof stored !== 'object') return null
  const value = stored as Record<string, unknown>
  for (const joint of ['all', 'any'] as const) {
    const list = value[joint]
    if (Array.isArray(list)) return { joint, parts: list.flatMap((each) => partOf(each) ?? []) }
  }
  if (Object.keys(value).length === 0) return null
  const rule: Rule = {
    variable: String(value['variable'] ?? ''),
    operator: String(value['operator'] ?? ''),
  }
  return value['value'] === undefined ? rule : { ...rule, value: value['value'] }
}

export function stored(part: Part): Record<string, unknown> {
  return isGroup(part) ? { [part.joint]: part.parts.map(stored) } : { ...part }
}

/** The value as its variable's kind keeps it: a number typed as one, yes and no as booleans. */
export function typedValue(text: string, operator: string, kind: VariableKind | null): unknown {
  const wantsNumber =
    OPERATORS[operator]?.value === 'number' || (kind === 'number' && operator !== 'one_of')
  if (wantsNumber && !text.includes('{{')) {
    const number = Number(text.replace(/\s/g, '').replace(',', '.'))
    if (text.trim() !== '' && Number.isFinite(number)) return number
  }
  return text
}

/** A condition as a sentence, for the card. */
export function sentence(condition: unknown, t: TFunction, depth = 0): string {
  return said(groupOf(condition), t, depth)
}

function said(part: Part, t: TFunction, depth: number): string {
  if (isGroup(part)) {
    const parts = part.parts.map((each) => said(each, t, depth + 1)).filter(Boolean)
    const text = parts.join(` ${t(`condition.joint.${part.joint}`)} `)
    return depth > 0 && parts.length > 1 ? `(${text})` : text
  }
  const operator = OPERATORS[part.operator]
  if (!operator || !part.variable) return ''
  const words = [`{{ ${part.variable} }}`, t(`condition.operator.${part.operator}`)]
  if (operator.takesValue) words.push(shownValue(part.value, operator, t))
  return words.join(' ')
}

function shownValue(value: unknown, operator: Operator, t: TFunction): string {
  if (Array.isArray(value)) return value.map((each) => shownValue(each, operator, t)).join(', ')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  const text = value === undefined || value === null ? '' : String(value)
  return operator.value === 'any' && typeof value !== 'number' ? t('quoted', { word: text }) : text
}
