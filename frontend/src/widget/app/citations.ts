/** The marks by which an answer names its sources: `[2]` is the second of them. */

/** A piece of text, or the place (from 0) of a source that is named there. */
export type Cited = string | number

/** `text` cut at the marks of sources that are there; any other bracket stays text. */
export function cited(text: string, sources: number): Cited[] {
  const pieces: Cited[] = []
  let from = 0
  for (const mark of text.matchAll(/ ?\[(\d{1,2})\]/g)) {
    const place = Number(mark[1]) - 1
    if (place < 0 || place >= sources) continue
    if (mark.index > from) pieces.push(text.slice(from, mark.index))
    pieces.push(place)
    from = mark.index + mark[0].length
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}
