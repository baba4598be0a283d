/** A short mark of a text (CRC-32 of its UTF-8), the same as `core/translating.py` makes. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})
const encoder = new TextEncoder()
const known = new Map<string, string>()
const MOST_KNOWN = 20_000

export function fingerprint(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  let sum = 0xffffffff
  for (const byte of encoder.encode(text)) {
    sum = (TABLE[(sum ^ byte) & 0xff] as number) ^ (sum >>> 8)
  }
  const mark = ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, mark)
  return mark
}
