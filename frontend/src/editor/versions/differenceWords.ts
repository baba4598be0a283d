/** Differences said in words: „Powitanie: Tekst: „…” → „…””. */
import type { TFunction } from 'i18next'

import type { Schema } from '../../shared/flow'
import { sentence } from '../inspector/conditions'
import { durationInWords } from '../inspector/duration'
import { optionsOf } from '../inspector/fieldWords'
import { resolved } from '../inspector/schema'
import type { Difference, FieldChange } from '../state/differences'

const LONG = 120
const KEPT = 24

export interface FieldWords {
  label: string
  /** Null where a value cannot be said in a line. */
  before: string | null
  after: string | null
}

/** What the difference is about: a step, a variable, the flow itself. */
export function nameOf({ what, name, trigger }: Difference, t: TFunction): string {
  if (trigger) return t(`trigger.${trigger}.title`)
  if (what === 'setting') return t('difference.flow')
  if (what === 'layout') return t('difference.layout')
  if (what === 'variable') return t('difference.variable', { name })
  return name || t('canvas.start')
}

export function fieldWords(change: FieldChange, t: TFunction): FieldWords {
  const { key, title, schema } = change
  if (key === 'wire') {
    const label = title ? t('difference.way', { port: title }) : t('difference.lead')
    const target = (name: unknown) =>
      typeof name === 'string' ? t('quoted', { word: name }) : t('difference.nowhere')
    return { label, before: target(change.before), after: target(change.after) }
  }
  const [one, two] = [said(change.before, key, schema, t), said(change.after, key, schema, t)]
  const label = title ?? t(`difference.field.${key}`, { defaultValue: key })
  // A change deep in a list may not show in its items' words.
  const [before, after] = one === two ? [null, null] : shortened(one, two)
  return { label, before, after }
}

function said(
  value: unknown,
  key: string,
  schema: Schema | undefined,
  t: TFunction,
): string | null {
  if (value === undefined || value === null || value === '') return t('difference.empty')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (key === 'after_s' || schema?.['x-control'] === 'duration')
    return durationInWords(Number(value), t)
  if (key === 'variable_kind') return t(`kind.${String(value)}`)
  if (key === 'kind') return t(`trigger.${String(value)}.title`)
  if (schema?.['x-control'] === 'condition') return sentence(value, t) || t('difference.empty')
  if (Array.isArray(value)) {
    if (value.length === 0) return t('difference.empty')
    const items = schema?.items && resolved(schema.items, schema)
    const words = value.map((item) => said(item, '', items, t))
    return words.every((each) => each !== null) ? words.join(', ') : null
  }
  if (typeof value === 'object') return firstWords(value as Record<string, unknown>, t)
  if (typeof value === 'number') return String(value)
  const word = String(value)
  const option = schema && optionsOf(schema).find((each) => each.value === word)
  return t('quoted', { word: option?.label ?? word })
}

/** An item of a list by the words that people gave it. */
function firstWords(item: Record<string, unknown>, t: TFunction): string | null {
  const words = ['label', 'title', 'name', 'text', 'question', 'value']
    .map((key) => item[key])
    .find((each) => typeof each === 'string' && each !== '')
  return typeof words === 'string' ? t('quoted', { word: words }) : null
}

/** Two long texts, each from just before where they begin to differ. */
function shortened(one: string | null, other: string | null): [string | null, string | null] {
  if (one === null || other === null) return [one, other]
  let start = 0
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1
  const from = Math.max(one.length, other.length) > LONG && start > KEPT ? start - KEPT : 0
  const cut = (text: string) => {
    const end = text.length > from + LONG ? `${text.slice(from, from + LONG)}…` : text.slice(from)
    return from > 0 ? `…${end}` : end
  }
  return [cut(one), cut(other)]
}
