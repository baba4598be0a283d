/** The languages a flow can speak, and their names. Mirrors `core/languages.py`. */
export const LANGUAGES = [
  'pl',
  'en',
  'de',
  'uk',
  'cs',
  'sk',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'lt',
  'ro',
  'hu',
  'sv',
] as const

const names = new Map<string, Intl.DisplayNames>()

/** `Niemiecki` for `de` in Polish: the name as it stands at the head of a column. */
export function languageName(code: string, reader: string): string {
  let speaker = names.get(reader)
  if (!speaker) names.set(reader, (speaker = new Intl.DisplayNames([reader], { type: 'language' })))
  const name = speaker.of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1)
}
