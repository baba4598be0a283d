import type { Colleague } from '../api/types'
import { fold } from '../shell/fold'

export interface MentionQuery {
  /** Where the @ stands. */
  start: number
  words: string
}

const SHOWN = 8

/** What is being written after an @ that begins a word, up to the caret; null when nothing is. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  const found = /(^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/.exec(text.slice(0, caret))
  if (!found) return null
  const words = found[2] ?? ''
  return { start: caret - words.length - 1, words }
}

/** The colleagues whose name has a word that begins so, those with an inbox first. */
export function colleaguesFor(colleagues: Colleague[], words: string): Colleague[] {
  const wanted = fold(words)
  return colleagues
    .filter((one) => {
      const name = fold(one.name)
      return name.startsWith(wanted) || name.split(' ').some((word) => word.startsWith(wanted))
    })
    .sort((a, b) => Number(b.may_see) - Number(a.may_see))
    .slice(0, SHOWN)
}

/** The text with the name in place of what was begun, and where the caret goes. */
export function withMention(
  text: string,
  caret: number,
  query: MentionQuery,
  name: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, query.start)}@${name} `
  return { text: before + text.slice(caret).trimStart(), caret: before.length }
}

/** Whom the text calls by name. */
export function mentionedIn(text: string, colleagues: Colleague[]): number[] {
  return colleagues.filter((one) => text.includes(`@${one.name}`)).map((one) => one.id)
}
