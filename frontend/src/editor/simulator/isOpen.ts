/** Which offers of a tried conversation may still be answered: the same that the widget leaves open. */
import type { Content, TriedStep } from '../../shared/api/flows'
import type { Line } from './trial'

/** Whether the buttons of `line` still wait: not answered, not asked past, nobody else is talking. */
export function isOpen(
  lines: readonly Line[],
  status: TriedStep['status'] | undefined,
  line: Line,
): boolean {
  const { content } = line
  if (!OFFERS.includes(content.kind)) return false
  if (status === 'ended' || status === 'with_agent') return false
  if (answerTo(lines, line) !== null) return false
  return content.kind === 'rating' || lines.findLastIndex(isMachine) <= lines.indexOf(line)
}

/** The value that the visitor picked of what `line` offers; null when they did not. */
export function answerTo(lines: readonly Line[], line: Line): string | null {
  const later = lines.slice(lines.indexOf(line) + 1)
  const next = later.findIndex(isMachine)
  for (const { from, content } of next === -1 ? later : later.slice(0, next)) {
    const value = from === 'visitor' ? valueOf(line.content, content) : null
    if (value !== null) return value
  }
  return null
}

const OFFERS: readonly string[] = ['choices', 'rating', 'file_request', 'form', 'cards']

const isMachine = ({ from }: Line) => from === 'bot' || from === 'ai'

function valueOf(offer: Content, said: Content): string | null {
  if (said.kind !== 'text') return null
  if (offer.kind === 'choices')
    return offer.options.find(({ label }) => label === said.text)?.value ?? null
  if (offer.kind === 'cards') return pressedOn(offer, said.text)
  if (offer.kind === 'file_request' || offer.kind === 'form') return said.text
  if (offer.kind !== 'rating') return null
  if (offer.skip && said.text === offer.skip) return said.text
  const score = Number(said.text)
  return said.text.trim() !== '' && score >= offer.low && score <= offer.high ? said.text : null
}

/** The value of the button that these words, which name its card, stand for. */
function pressedOn(offer: Extract<Content, { kind: 'cards' }>, words: string): string | null {
  for (const { title, buttons } of offer.cards)
    for (const { label, value } of buttons)
      if (value && words === `${title}: ${label}`) return value
  return null
}
