/** Which templates are shown: by language, business, what they do, and words. */
import type { Template } from '../shared/api/templates'

export interface Wanted {
  words: string
  language: '' | 'pl' | 'en'
  business: string
  does: string
  own: boolean
}

export const EVERYTHING: Wanted = { words: '', language: '', business: '', does: '', own: false }

/** Text without case and diacritics, for comparing. */
export function folded(text: string): string {
  return text.toLocaleLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '')
}

/** Those that fit everything wanted; every word must occur somewhere in a template's own words. */
export function fitting(templates: readonly Template[], wanted: Wanted): Template[] {
  const words = folded(wanted.words).split(/\s+/).filter(Boolean)
  return templates.filter((template) => {
    if (wanted.language && template.language !== wanted.language) return false
    if (wanted.business && template.business !== wanted.business) return false
    if (wanted.does && !template.does.includes(wanted.does)) return false
    if (wanted.own && !template.own) return false
    const text = folded(
      [
        template.name,
        template.summary,
        template.forWhom,
        ...template.nodes.map((node) => node.title),
      ].join(' '),
    )
    return words.every((word) => text.includes(word))
  })
}

/** The values of a field that some template has, in the order of `known`. */
export function present(known: readonly string[], values: Iterable<string>): string[] {
  const found = new Set(values)
  return known.filter((value) => found.has(value))
}

export const BUSINESSES = [
  'any',
  'shop',
  'beauty',
  'books',
  'services',
  'agency',
  'courses',
  'food',
] as const
export const DOES = [
  'answers',
  'booking',
  'orders',
  'complaints',
  'leads',
  'candidates',
  'advice',
  'survey',
] as const
