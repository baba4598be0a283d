/** The chat's words in the visitor's language. Small on purpose: two catalogues and plurals. */
import en from '../locales/en.json'
import pl from '../locales/pl.json'

type Key = keyof typeof en & keyof typeof pl
type Plural<K> = K extends `${infer Stem}_one` ? Stem : never
export type WordsOf<K extends string> = ((
  word: K | Plural<K>,
  values?: Record<string, string | number>,
) => string) & { language: string }
export type Word = Key | Plural<Key>
export type Words = WordsOf<Key>

/**
 * The words of `language`, English when we have none; `own` are those that the owner has instead.
 * A `count` picks the plural form.
 */
export const wordsIn = (language: string, own?: Partial<Record<Key, string>>): Words =>
  catalogueIn<Key>({ en, pl }, language, own)

/** The words of two catalogues that have the keys `K`, for a part of the chat. */
export function catalogueIn<K extends string>(
  catalogues: Record<'en' | 'pl', Record<string, string | undefined>>,
  language: string,
  own: Partial<Record<string, string>> = {},
): WordsOf<K> {
  const known = language.toLowerCase().split('-')[0] === 'pl' ? 'pl' : 'en'
  const catalogue = catalogues[known]
  let plural: Intl.PluralRules | undefined
  const say = (word: string, values: Record<string, string | number> = {}): string => {
    let text = own[word] || catalogue[word]
    if (text === undefined) {
      plural ??= new Intl.PluralRules(known)
      const form = `${word}_${plural.select(Number(values.count))}`
      text = catalogue[form] ?? catalogue[`${word}_many`] ?? word
    }
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  }
  return Object.assign(say, { language: known })
}
