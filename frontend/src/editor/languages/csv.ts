/** CSV as spreadsheets write and read it. */

/** What begins like this would be taken for a formula, so it is written after an apostrophe. */
const LIKE_FORMULA = /^['=+\-@\t\r\n]/
const SEPARATORS = [',', ';', '\t']

export type CsvProblem = 'unclosed'

/** Lines with CRLF and a byte order mark: what Excel opens as UTF-8 by a double click. */
export function writeCsv(rows: readonly (readonly string[])[], separator: string): string {
  const cell = (text: string) => {
    const safe = LIKE_FORMULA.test(text) ? `'${text}` : text
    return /["\r\n,;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return '\ufeff' + rows.map((row) => row.map(cell).join(separator) + '\r\n').join('')
}

/** The cells of a CSV file, whichever separator it uses; null when a quote is not closed. */
export function readCsv(text: string): string[][] | null {
  const source = text.replace(/^\ufeff/, '')
  const separator = separatorOf(source)
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  const add = (cell: string) => row.push(/^'['=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell)
  const endRow = () => {
    if (row.some((cell) => cell !== '')) rows.push(row)
    row = []
  }
  while (at < source.length) {
    let cell = ''
    if (source[at] === '"') {
      for (at += 1; ;) {
        const end = source.indexOf('"', at)
        if (end < 0) return null
        cell += source.slice(at, end)
        at = end + 1
        if (source[at] !== '"') break
        cell += '"'
        at += 1
      }
    }
    const from = at
    while (at < source.length && source[at] !== separator && !/[\r\n]/.test(source[at] ?? ''))
      at += 1
    add(cell + source.slice(from, at))
    if (source[at] === separator) {
      at += 1
      if (at === source.length) add('')
      continue
    }
    endRow()
    if (source[at] === '\r' && source[at + 1] === '\n') at += 1
    at += 1
  }
  endRow()
  return rows
}

/** The separator that the first line has most of. */
function separatorOf(source: string): string {
  const head = source.slice(0, source.search(/[\r\n]|$/))
  const count = (separator: string) => head.split(separator).length
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best))
}
