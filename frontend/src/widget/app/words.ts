/** The chat's words in the visitor's language. Small on purpose: two catalogues and plurals. */
import en from '../locales/en.json'
import pl from '../locales/pl.json'

const catalogues: Record<string, Record<string, string>> = { en, pl }

type Key = keyof typeof en & keyof typeof pl
type Plural<K> = K extends `${infer Stem}_one` ? Stem : never
export type Word = Key | Plural<Key>
export type Words = ((word: Word, values?: Record<string, string | number>) => string) & {
  language: string
}

/** The words of `language`, English when we have none. A `count` picks the plural form. */
export function wordsIn(language: string): Words {
  const known = language.toLowerCase().split('-')[0] === 'pl' ? 'pl' : 'en'
  const catalogue = catalogues[known] as Record<string, string>
  let plural: Intl.PluralRules | undefined
  const say = (word: string, values: Record<string, string | number> = {}): string => {
    let text = catalogue[word]
    if (text === undefined) {
      plural ??= new Intl.PluralRules(known)
      const form = `${word}_${plural.select(Number(values.count))}`
      text = catalogue[form] ?? catalogue[`${word}_many`] ?? word
    }
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  }
  return Object.assign(say, { language: known })
}
