/** The edits an author can make to a flow's languages, and how translations follow their texts. */
import type { Config, Flow, Locale, NodeTypeInfo, Translations } from '../../shared/flow'
import { fingerprint } from './fingerprint'
import { textsOf } from './texts'

export function addLanguage(flow: Flow, language: Locale): void {
  if (language !== flow.locale) flow.translations[language] ??= {}
}

export function removeLanguage(flow: Flow, language: Locale): void {
  delete flow.translations[language]
}

/** Say a text in `language`; nothing but space takes the translation away. */
export function translate(
  flow: Flow,
  language: Locale,
  node: string,
  address: string,
  text: string,
  source: string,
): void {
  const translations = flow.translations[language]
  if (!translations) return
  if (text.trim()) {
    translations[node] = { ...translations[node], [address]: { text, source } }
    return
  }
  delete translations[node]?.[address]
  if (translations[node] && Object.keys(translations[node]).length === 0) delete translations[node]
}

/** The translation was read beside the main text as it is now. */
export function markChecked(
  flow: Flow,
  language: Locale,
  node: string,
  address: string,
  main: string,
): void {
  const found = flow.translations[language]?.[node]?.[address]
  if (found) found.source = fingerprint(main)
}

export function forgetNodes(flow: Flow, ids: ReadonlySet<string>): void {
  for (const translations of Object.values(flow.translations)) {
    for (const id of ids) delete translations[id]
  }
}

/** The translations of some nodes, by language. */
export function translationsOf(
  flow: Flow,
  ids: ReadonlySet<string>,
): Partial<Record<Locale, Translations>> {
  const found: Partial<Record<Locale, Translations>> = {}
  for (const language of Object.keys(flow.translations) as Locale[]) {
    const kept = Object.entries(flow.translations[language] ?? {}).filter(([id]) => ids.has(id))
    if (kept.length) found[language] = Object.fromEntries(kept)
  }
  return found
}

/** Give nodes that come in their translations, in the languages that the flow speaks. */
export function joinTranslations(
  flow: Flow,
  given: Partial<Record<Locale, Translations>> | undefined,
): void {
  for (const language of Object.keys(given ?? {}) as Locale[]) {
    const translations = flow.translations[language]
    if (translations) Object.assign(translations, given?.[language])
  }
}

/**
 * Let translations follow their texts when a node's config changes: an item that got another short
 * name or place takes its translations along, one that is gone takes them with it.
 */
export function followTexts(
  flow: Flow,
  id: string,
  info: NodeTypeInfo | undefined,
  before: Config,
  after: Config,
  renamed: ReadonlyMap<string, string>,
): void {
  if (!Object.values(flow.translations).some((translations) => translations[id])) return
  const moved = movedAddresses(info, before, after, renamed)
  for (const translations of Object.values(flow.translations)) {
    const old = translations[id]
    if (!old) continue
    const kept = Object.entries(old).flatMap(([address, translation]) => {
      const now = moved.get(address)
      return now === undefined ? [] : [[now, translation] as const]
    })
    if (kept.every(([address], index) => address === Object.keys(old)[index])) {
      if (kept.length === Object.keys(old).length) continue
    }
    if (kept.length) translations[id] = Object.fromEntries(kept)
    else delete translations[id]
  }
}

/** Where each text of `before` is in `after`. */
function movedAddresses(
  info: NodeTypeInfo | undefined,
  before: Config,
  after: Config,
  renamed: ReadonlyMap<string, string>,
): Map<string, string> {
  const old = textsOf(info, before)
  const now = textsOf(info, after)
  const there = new Set(now.map((text) => text.address))
  const byWords = new Map<string, string[]>()
  for (const text of now) {
    const list = stem(text.address)
    if (list !== null) byWords.set(`${list}\n${text.value}`, [])
  }
  for (const text of now) byWords.get(`${stem(text.address)}\n${text.value}`)?.push(text.address)

  const moved = new Map<string, string>()
  const taken = new Set<string>()
  const settle = (from: string, to: string) => {
    moved.set(from, to)
    taken.add(to)
  }
  // Items without a name of their own are known by their words: first those that moved unchanged.
  for (const text of old) {
    const list = stem(text.address)
    if (list === null) continue
    const same = byWords.get(`${list}\n${text.value}`) ?? []
    const to =
      same.includes(text.address) && !taken.has(text.address)
        ? text.address
        : same.find((address) => !taken.has(address))
    if (to) settle(text.address, to)
  }
  const lists = (texts: typeof old, list: string) =>
    texts.filter((text) => stem(text.address) === list).length
  for (const text of old) {
    if (moved.has(text.address)) continue
    const list = stem(text.address)
    const address = list === null ? withName(text.address, renamed) : text.address
    const isSameLength = list === null || lists(old, list) === lists(now, list)
    if (there.has(address) && !taken.has(address) && isSameLength) settle(text.address, address)
  }
  return moved
}

/** The list of a text that goes by its place, or null when it has an address of its own. */
function stem(address: string): string | null {
  const parts = address.split('.')
  const last = parts.pop() ?? ''
  return parts.length > 0 && /^\d+$/.test(last) ? parts.join('.') : null
}

function withName(address: string, renamed: ReadonlyMap<string, string>): string {
  const [field = '', name, ...rest] = address.split('.')
  const now = name === undefined ? undefined : renamed.get(name)
  return now === undefined ? address : [field, now, ...rest].join('.')
}
