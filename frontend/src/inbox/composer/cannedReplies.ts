import type { CannedReply } from '../api/types'
import { fold } from '../shell/fold'

/** What a reply may say by name, as `{name}`: the two people, the contact, what was answered. */
export type Known = Readonly<Record<string, string>>

const LONGEST_QUERY = 60
/** A mistyped word is forgiven one letter from this length on. */
const LONG_WORD = 4
const PLACE = /\{[\p{L}_][\p{L}\p{N}_]*\}/gu
const PLACE_AND_GAP = /(,? ?)\{([\p{L}_][\p{L}\p{N}_]*)\}/gu
/** Beside the language, which counts more than any of these. */
const RANKS = { begins: 0, named: 1, near: 2, said: 3, absent: 4 } as const
const OTHER_LANGUAGE = 100

/** What follows the slash that begins the text, or null when the text is no such query. */
export function cannedQuery(text: string): string | null {
  const query = /^\/([^\n]*)$/.exec(text)?.[1]
  return query === undefined || query.length > LONGEST_QUERY ? null : query
}

/**
 * The replies that have every word of the query, in any order: those in the visitor's language
 * first, then those whose shortcut begins with it, whose name has it, has it with a letter
 * mistyped, and whose text has it. Without a query those in another language are left out, unless
 * there are no others.
 */
export function matching(replies: CannedReply[], query: string, language: string): CannedReply[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const fitting = replies.filter((one) => !one.language || one.language === language)
  const among = wanted.length || !fitting.length ? replies : fitting
  const ranked = among.map((reply) => {
    const shortcut = fold(reply.shortcut)
    const name = `${shortcut} ${fold(reply.title)}`
    const words = name.split(/[\s_-]+/)
    const text = fold(reply.text)
    const ranks = wanted.map((word) => {
      if (shortcut.startsWith(word)) return RANKS.begins
      if (name.includes(word)) return RANKS.named
      if (words.some((one) => beginsNearly(one, word))) return RANKS.near
      return text.includes(word) ? RANKS.said : RANKS.absent
    })
    const foreign = reply.language && reply.language !== language ? OTHER_LANGUAGE : 0
    return { reply, rank: Math.max(0, ...ranks), order: foreign }
  })
  return ranked
    .filter(({ rank }) => rank < RANKS.absent)
    .sort(
      (a, b) =>
        a.order + a.rank - (b.order + b.rank) || a.reply.shortcut.localeCompare(b.reply.shortcut),
    )
    .map(({ reply }) => reply)
}

/**
 * The text with what is known in its places. Unknown names of the two people leave no gap or stray
 * comma; any other place stays for the agent to fill in.
 */
export function filledIn(text: string, known: Known): string {
  return text.replace(PLACE_AND_GAP, (found, gap: string, name: string) => {
    const value = known[name]
    if (value) return gap + value
    return { name: '', agent: gap }[name] ?? found
  })
}

/** The first of `places` that still stands in the text: where it begins and ends, or null. */
export function unfilled(text: string, places: ReadonlySet<string>): [number, number] | null {
  for (const { 0: found, index } of text.matchAll(PLACE)) {
    if (places.has(found)) return [index, index + found.length]
  }
  return null
}

/** What a text leaves to be filled in, with its braces. */
export function placesIn(text: string): string[] {
  return [...text.matchAll(PLACE)].map(([found]) => found)
}

/** Whether `word` is how `other` begins, but for one letter wrong, missing, added or swapped. */
function beginsNearly(other: string, word: string): boolean {
  if (word.length < LONG_WORD) return false
  let at = 0
  while (at < word.length && word[at] === other[at]) at += 1
  const [mine, theirs] = [word.slice(at), other.slice(at)]
  return (
    theirs.slice(1).startsWith(mine.slice(1)) ||
    theirs.startsWith(mine.slice(1)) ||
    theirs.slice(1).startsWith(mine) ||
    (mine.length > 1 && theirs.startsWith(`${mine[1]}${mine[0]}${mine.slice(2)}`))
  )
}
