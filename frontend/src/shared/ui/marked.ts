/** The Markdown subset of messages as a tree: paragraphs, lists, bold, italic, links. No HTML. */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic'; parts: Inline[] }
  | { kind: 'link'; href: string; parts: Inline[] }

export type Block =
  { kind: 'paragraph'; lines: Inline[][] } | { kind: 'list'; isOrdered: boolean; items: Inline[][] }

const BULLET = /^\s*[-*•]\s+(.*)$/
const NUMBER = /^\s*\d{1,3}[.)]\s+(.*)$/
const SPAN =
  /\*\*(?<bold>[^*\n]+)\*\*|(?<![\w*])[*_](?<italic>[^*_\n]+)[*_](?![\w*])|\[(?<label>[^\]\n]+)\]\((?<href>[^()\s]+)\)|(?<bare>https?:\/\/[^\s<>()]+[^\s<>().,;:!?])/

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    const bullet = BULLET.exec(line)
    const number = bullet ? null : NUMBER.exec(line)
    const last = blocks.at(-1)
    if (bullet || number) {
      const item = spansOf((bullet ?? number)?.[1] ?? '')
      if (last?.kind === 'list' && last.isOrdered === Boolean(number)) last.items.push(item)
      else blocks.push({ kind: 'list', isOrdered: Boolean(number), items: [item] })
    } else if (line.trim() === '') {
      if (last?.kind === 'paragraph' && last.lines.length)
        blocks.push({ kind: 'paragraph', lines: [] })
    } else if (last?.kind === 'paragraph') last.lines.push(spansOf(line))
    else blocks.push({ kind: 'paragraph', lines: [spansOf(line)] })
  }
  return blocks.filter((block) => block.kind === 'list' || block.lines.length > 0)
}

export function spansOf(line: string, depth = 0): Inline[] {
  const spans: Inline[] = []
  let rest = line
  while (rest) {
    const found = depth < 3 ? SPAN.exec(rest) : null
    if (!found?.groups) {
      spans.push({ kind: 'text', text: rest })
      break
    }
    if (found.index > 0) spans.push({ kind: 'text', text: rest.slice(0, found.index) })
    const { bold, italic, label, href, bare } = found.groups
    if (bold !== undefined) spans.push({ kind: 'bold', parts: spansOf(bold, depth + 1) })
    else if (italic !== undefined) spans.push({ kind: 'italic', parts: spansOf(italic, depth + 1) })
    else if (bare !== undefined)
      spans.push({ kind: 'link', href: bare, parts: [{ kind: 'text', text: bare }] })
    else if (label !== undefined && href !== undefined && isSafe(href))
      spans.push({ kind: 'link', href, parts: [{ kind: 'text', text: label }] })
    else spans.push({ kind: 'text', text: found[0] })
    rest = rest.slice(found.index + found[0].length)
  }
  return spans
}

/** Only addresses that open a page, a mail or a call. */
export function isSafe(href: string): boolean {
  return /^(https?:\/\/|mailto:|tel:)/i.test(href)
}
