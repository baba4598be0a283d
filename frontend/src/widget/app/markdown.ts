/**
 * The Markdown subset as a tree, to be drawn as DOM nodes: bold, italic, code, links, lists,
 * paragraphs. Never HTML. What is not a safe link stays the text that was written.
 */

export type Inline =
  | string
  | { kind: 'strong' | 'em'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; host: string; children: Inline[] }
export type Block =
  { kind: 'p'; lines: Inline[][] } | { kind: 'ul' | 'ol'; start: number; items: Inline[][] }

const LONGEST = 12_000
/** Nobody emphasises more than this, and the search for an end must not go on for ever. */
const LONGEST_SPAN = 1_000
const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:']

/** Where `raw` leads and the name to show for it, or null when nobody should be sent there. */
export function safeLink(raw: string): { href: string; host: string } | null {
  let url: URL
  try {
    url = new URL(raw)
  } catch {
    return null
  }
  if (!SCHEMES.includes(url.protocol) || url.username || url.password) return null
  const host = url.host || decode(url.pathname)
  return host ? { href: url.href, host } : null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Does the label already name the host the link leads to? Only then may we leave it out. */
function names(label: string, host: string): boolean {
  if (label.trim() === host) return true
  return safeLink(/^[a-z]+:/i.test(label) ? label.trim() : `https://${label.trim()}`)?.host === host
}

const isWord = (char: string | undefined): boolean =>
  char !== undefined && /[\p{L}\p{N}_]/u.test(char)
const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char)

/** The end of a span opened by `mark` whose words start at `from`, or -1. */
function closing(text: string, mark: string, from: number): number {
  if (isSpace(text[from])) return -1
  const last = Math.min(text.length, from + LONGEST_SPAN) - mark.length
  for (let at = from + 1; at <= last; at += 1) {
    if (!text.startsWith(mark, at)) continue
    // Of a run such as *** the last two close what ** opened.
    if (mark.length > 1) while (text[at + mark.length] === mark[0]) at += 1
    const after = text[at + mark.length]
    if (!isSpace(text[at - 1]) && !isWord(after) && (mark.length > 1 || after !== mark)) return at
  }
  return -1
}

function link(text: string, at: number, depth: number): [Inline, number] | null {
  const written = /^\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000})\)/.exec(text.slice(at, at + 2310))
  if (!written) return null
  const [whole, label, address] = written as unknown as [string, string, string]
  const target = safeLink(address)
  if (!target) return [whole, at + whole.length]
  const host = names(label, target.host) ? '' : target.host
  return [
    { kind: 'link', href: target.href, host, children: inline(label, depth + 1) },
    at + whole.length,
  ]
}

function bareLink(text: string, at: number): [Inline, number] | null {
  const found = /^https?:\/\/[^\s<>"'`]{1,2000}/i.exec(text.slice(at, at + 2010))
  const address = found?.[0].replace(/[.,;:!?)\]}”’*_]+$/, '')
  const target = address ? safeLink(address) : null
  if (!address || !target) return null
  return [{ kind: 'link', href: target.href, host: '', children: [address] }, at + address.length]
}

function inline(text: string, depth = 0): Inline[] {
  const nodes: Inline[] = []
  let plain = ''
  const push = (node: Inline) => {
    if (plain) nodes.push(plain)
    plain = ''
    nodes.push(node)
  }
  let at = 0
  while (at < text.length) {
    const char = text[at] as string
    const fresh = !isWord(text[at - 1])
    if (depth < 5 && (char === '*' || char === '_') && fresh) {
      const mark = text[at + 1] === char ? char + char : char
      const end = closing(text, mark, at + mark.length)
      if (end > 0) {
        const children = inline(text.slice(at + mark.length, end), depth + 1)
        push({ kind: mark.length > 1 ? 'strong' : 'em', children })
        at = end + mark.length
        continue
      }
    }
    if (char === '`') {
      const end = text.indexOf('`', at + 1)
      if (end > at + 1) {
        push({ kind: 'code', text: text.slice(at + 1, end) })
        at = end + 1
        continue
      }
    }
    const found =
      char === '['
        ? link(text, at, depth)
        : fresh && (char === 'h' || char === 'H')
          ? bareLink(text, at)
          : null
    if (found) {
      push(found[0])
      at = found[1]
    } else {
      plain += char
      at += 1
    }
  }
  if (plain) nodes.push(plain)
  return nodes
}

/** `text` as blocks; text too long to be worth it comes back as it is. */
export function parse(text: string): Block[] {
  if (text.length > LONGEST) return [{ kind: 'p', lines: [[text]] }]
  const blocks: Block[] = []
  let open = false
  for (const line of text.split(/\r?\n/)) {
    const bullet = /^\s{0,3}[-*•]\s+(\S.*)$/.exec(line)
    const number = /^\s{0,3}(\d{1,4})[.)]\s+(\S.*)$/.exec(line)
    const heading = /^#{1,6}\s+(\S.*)$/.exec(line)
    const last = blocks.at(-1)
    if (bullet || number) {
      const kind = bullet ? 'ul' : 'ol'
      const item = inline((bullet?.[1] ?? number?.[2]) as string)
      if (last && last.kind === kind) last.items.push(item)
      else blocks.push({ kind, start: Number(number?.[1] ?? 1), items: [item] })
      open = false
    } else if (!line.trim()) {
      open = false
    } else if (heading) {
      const children = inline(heading[1] as string)
      blocks.push({ kind: 'p', lines: [[{ kind: 'strong', children }]] })
      open = false
    } else if (open && last?.kind === 'p') {
      last.lines.push(inline(line))
    } else {
      blocks.push({ kind: 'p', lines: [inline(line)] })
      open = true
    }
  }
  return blocks
}
