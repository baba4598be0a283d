/** Translations out to a file for a translator, and back in, with a report of what became of each. */
import type { Catalogue, Flow, Locale } from '../../shared/flow'
import { readCsv, writeCsv } from './csv'
import { fingerprint } from './fingerprint'
import { translate } from './recipes'
import { rowsOf, type Row } from './rows'
import { readXliff, writeXliff } from './xliff'

export const MAX_FILE_BYTES = 5 * 1024 * 1024
const MAX_UNITS = 100_000

/** One text of a file: `main` is the text that the translation was made from. */
export interface Unit {
  key: string
  main: string
  words: string
}

export interface FileOf {
  name: string
  text: string
  type: string
}

/** Why nothing of a file could be taken: a key under `languages.refused.`. */
export type Refusal =
  'tooLarge' | 'notUtf8' | 'notCsv' | 'notXliff' | 'noColumns' | 'otherLanguage' | 'empty'

/** What became of the texts of a file. */
export interface Report {
  taken: number
  same: number
  empty: number
  /** Taken, but made from a main text that has changed since. */
  stale: string[]
  /** Longer than the field allows, so not taken. */
  tooLong: string[]
  /** Not in this flow. */
  unknown: string[]
  /** Main texts that the file says nothing about, and that have no translation. */
  stillMissing: number
}

export type Reading =
  | { refusal: Refusal; language?: string }
  | { language: Locale; units: Unit[]; report: Report; apply: (flow: Flow) => void }

const COLUMNS = ['key', 'step', 'field']

export function asCsv(flow: Flow, catalogue: Catalogue, language: Locale, reader: string): FileOf {
  const rows = written(rowsOf(flow, catalogue, language))
  const cells = rows.map((row) => [row.key, row.step, row.field, row.main, row.words])
  // A Polish Excel takes the comma for a decimal sign and puts such a file in one column.
  const text = writeCsv(
    [[...COLUMNS, flow.locale, language], ...cells],
    reader === 'pl' ? ';' : ',',
  )
  return { name: fileName(flow, language, 'csv'), text, type: 'text/csv;charset=utf-8' }
}

export function asXliff(flow: Flow, catalogue: Catalogue, language: Locale): FileOf {
  const languages = { main: flow.locale, other: language }
  const text = writeXliff(rowsOf(flow, catalogue, language), languages, flow)
  return { name: fileName(flow, language, 'xlf'), text, type: 'application/xliff+xml' }
}

function written(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.state !== 'default' || row.words)
}

function fileName(flow: Flow, language: string, ending: string): string {
  const stem = flow.name.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '') || 'flow'
  return `${stem.slice(0, 60)}.${language}.${ending}`
}

/** Read a translator's file; nothing is changed before `apply`. */
export function readFile(
  file: { name: string; text: string; size: number },
  flow: Flow,
  catalogue: Catalogue,
  language: Locale,
): Reading {
  if (file.size > MAX_FILE_BYTES) return { refusal: 'tooLarge' }
  if (file.text.includes('\ufffd')) return { refusal: 'notUtf8' }
  const isXml = /^\ufeff?\s*</.test(file.text)
  const found = isXml ? readXliff(file.text) : unitsOfCsv(file.text, flow.locale)
  if (found === null) return { refusal: isXml ? 'notXliff' : 'notCsv' }
  if ('refusal' in found) return found
  if (found.units.length === 0) return { refusal: 'empty' }
  if (found.units.length > MAX_UNITS) return { refusal: 'tooLarge' }
  const named = (found.language.split('-')[0] || language) as Locale
  if (!flow.translations[named]) return { refusal: 'otherLanguage', language: named }
  return compared(flow, catalogue, named, found.units)
}

function unitsOfCsv(
  text: string,
  main: string,
): { language: string; units: Unit[] } | { refusal: Refusal } | null {
  const rows = readCsv(text)
  if (rows === null) return null
  const [head = [], ...cells] = rows
  const names = head.map((name) => name.trim().toLowerCase())
  const at = (name: string) => names.indexOf(name)
  const other = names.findIndex((name, index) => index > at(main) && /^[a-z]{2}$/.test(name))
  if (at('key') < 0 || at(main) < 0 || other < 0) return { refusal: 'noColumns' }
  const units = cells.map((row) => ({
    key: row[at('key')] ?? '',
    main: row[at(main)] ?? '',
    words: row[other] ?? '',
  }))
  return { language: names[other] ?? '', units }
}

function compared(flow: Flow, catalogue: Catalogue, language: Locale, units: Unit[]): Reading {
  const rows = new Map(rowsOf(flow, catalogue, language).map((row) => [row.key, row]))
  const report: Report = {
    taken: 0, same: 0, empty: 0, stale: [], tooLong: [], unknown: [], stillMissing: 0,
  } // prettier-ignore
  const changes: { row: Row; words: string; source: string }[] = []
  const told = new Set<string>()
  for (const unit of units) {
    const row = rows.get(unit.key)
    // Tools and spreadsheets turn line ends into their own.
    const words = unit.words.replaceAll('\r\n', '\n')
    const main = unit.main.replaceAll('\r\n', '\n')
    if (!row) report.unknown.push(unit.key)
    else if (told.has(unit.key) || !words.trim()) report.empty += 1
    else if (words.length > row.most) report.tooLong.push(unit.key)
    else {
      told.add(unit.key)
      const isStale = main !== row.main.replaceAll('\r\n', '\n')
      if (isStale) report.stale.push(unit.key)
      if (words === row.words && (isStale || row.state === 'done')) report.same += 1
      else {
        report.taken += 1
        changes.push({ row, words, source: fingerprint(isStale ? main : row.main) })
      }
    }
  }
  const missing = [...rows.values()].filter((row) => row.state === 'missing')
  report.stillMissing = missing.filter((row) => !told.has(row.key)).length
  const apply = (draft: Flow) => {
    for (const { row, words, source } of changes)
      translate(draft, language, row.node, row.address, words, source)
  }
  return { language, units, report, apply }
}
