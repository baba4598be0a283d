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
  if (content.kind !== 'choices' && content.kind !== 'rating') return false
  if (status === 'ended' || status === 'with_agent') return false
  const later = lines.slice(lines.indexOf(line) + 1)
  const next = later.findIndex(({ from }) => from === 'bot' || from === 'ai')
  const replies = next === -1 ? later : later.slice(0, next)
  if (replies.some(({ from, content: said }) => from === 'visitor' && answers(content, said)))
    return false
  return content.kind === 'rating' || next === -1
}

function answers(offer: Content, said: Content): boolean {
  if (said.kind !== 'text') return false
  if (offer.kind === 'choices') return offer.options.some(({ label }) => label === said.text)
  if (offer.kind === 'rating' && offer.skip && said.text === offer.skip) return true
  const score = Number(said.text)
  return (
    offer.kind === 'rating' && said.text.trim() !== '' && score >= offer.low && score <= offer.high
  )
}
