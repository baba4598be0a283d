import type { CannedReply } from '../api/types'
import { fold } from '../shell/fold'

/** What follows the slash that begins the text, or null when the text is no such query. */
export function cannedQuery(text: string): string | null {
  return /^\/(\S*)$/.exec(text)?.[1] ?? null
}

/** The replies that match, those in the visitor's language first. */
export function matching(replies: CannedReply[], query: string, language: string): CannedReply[] {
  const wanted = fold(query)
  const score = (reply: CannedReply) =>
    (reply.language === language || !reply.language ? 0 : 2) +
    (fold(reply.shortcut).startsWith(wanted) ? 0 : 1)
  return replies
    .filter((reply) => [reply.shortcut, reply.title].some((words) => fold(words).includes(wanted)))
    .sort((a, b) => score(a) - score(b) || a.shortcut.localeCompare(b.shortcut))
}

/** The text with the people's names in it; an unknown name leaves no gap or stray comma. */
export function filledIn(text: string, names: { name: string; agent: string }): string {
  return text
    .replaceAll('{agent}', names.agent)
    .replace(/,? ?\{name\}/g, (found) => (names.name ? found.replace('{name}', names.name) : ''))
}
