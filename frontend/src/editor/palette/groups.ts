/** The catalogue as the palette shows it: found by words, grouped by category, last used on top. */
import type { Category, NodeTypeInfo } from '../../shared/flow'

export const CATEGORIES: Category[] = ['talk', 'ask', 'know', 'decide', 'reach_out', 'people']
/** Those that most flows need come first; types that are not named here follow by their titles. */
const ORDER = [
  'greeting',
  'message',
  'choices',
  'cards',
  'question',
  'form',
  'consent',
  'extract',
  'faq_lookup',
  'llm_answer',
  'topic',
  'mood',
  'condition',
  'business_hours',
  'agents_available',
  'end',
  'set_variable',
  'update_contact',
  'wait',
  'go_to',
  'call_flow',
  'set_language',
  'ab_split',
  'http_request',
  'handoff',
  'leave_message',
  'survey',
]
const KEPT = 'flowbuilder.palette.lastUsed'
const SHOWN = 4

export interface Group {
  category: Category
  types: NodeTypeInfo[]
}

/** Case and diacritics aside, so that "pozegnanie" finds „pożegnanie”. */
export function folded(text: string): string {
  return text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '')
}

export function found(types: readonly NodeTypeInfo[], words: string): NodeTypeInfo[] {
  const needles = folded(words).split(/\s+/).filter(Boolean)
  const rank = (type: NodeTypeInfo) => {
    const title = folded(type.title)
    if (title.startsWith(needles[0] ?? '')) return 0
    if (needles.every((needle) => title.includes(needle))) return 1
    const known = folded([type.title, ...(type.keywords ?? [])].join(' '))
    return needles.every((needle) => known.includes(needle)) ? 2 : 3
  }
  return types
    .filter((type) => {
      const hay = folded([type.title, ...(type.keywords ?? []), type.help].join(' '))
      return needles.every((needle) => hay.includes(needle))
    })
    .toSorted((a, b) => rank(a) - rank(b))
}

export function grouped(types: readonly NodeTypeInfo[]): Group[] {
  return CATEGORIES.map((category) => ({
    category,
    types: types.filter((type) => type.category === category).toSorted(byUse),
  })).filter((group) => group.types.length > 0)
}

function byUse(one: NodeTypeInfo, other: NodeTypeInfo): number {
  const rank = ({ name }: NodeTypeInfo) =>
    ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length
  return rank(one) - rank(other) || one.title.localeCompare(other.title)
}

export function lastUsed(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? '[]') as unknown
    return Array.isArray(kept)
      ? kept.filter((name) => typeof name === 'string').slice(0, SHOWN)
      : []
  } catch {
    return []
  }
}

export function noteUsed(name: string): string[] {
  const used = [name, ...lastUsed().filter((each) => each !== name)].slice(0, SHOWN)
  try {
    localStorage.setItem(KEPT, JSON.stringify(used))
  } catch {
    // storage is blocked: the list lives as long as the page
  }
  return used
}
