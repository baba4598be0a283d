/**
 * XLIFF: 1.2 is written, 1.2 and 2.0 are read. A file that declares a document type is refused
 * before anything parses it, so there are no entities to expand and nothing to fetch.
 */
import type { Row } from './rows'
import type { Unit } from './exchange'

const NAMESPACE = 'urn:oasis:names:tc:xliff:document:1.2'

export interface Xliff {
  language: string
  units: Unit[]
}

export function writeXliff(
  rows: readonly Row[],
  languages: { main: string; other: string },
  flow: { id: string; name: string },
): string {
  const units = rows
    .filter((row) => row.state !== 'default' || row.words)
    .map((row) => {
      const state = { done: 'translated', stale: 'needs-review-translation' }[row.state as string]
      const target = row.words
        ? `<target state="${state ?? 'translated'}">${escaped(row.words)}</target>`
        : '<target state="new"/>'
      return [
        `      <trans-unit id="${escaped(row.key)}" maxwidth="${row.most}" size-unit="char" xml:space="preserve">`,
        `        <source>${escaped(row.main)}</source>`,
        `        ${target}`,
        `        <note>${escaped(`${row.step}: ${row.field}`)}</note>`,
        '      </trans-unit>',
      ].join('\n')
    })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<xliff version="1.2" xmlns="${NAMESPACE}">`,
    `  <file original="${escaped(flow.name || flow.id)}" datatype="plaintext" source-language="${languages.main}" target-language="${languages.other}">`,
    '    <body>',
    ...units,
    '    </body>',
    '  </file>',
    '</xliff>',
    '',
  ].join('\n')
}

/** The units of an XLIFF file, or null when it is none. */
export function readXliff(text: string): Xliff | null {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return null
  const parsed = new DOMParser().parseFromString(text.replace(/^\ufeff/, ''), 'application/xml')
  const root = parsed.documentElement
  if (root.localName !== 'xliff' || parsed.getElementsByTagName('parsererror').length) return null
  const isNew = root.getAttribute('version')?.startsWith('2') ?? false
  const file = named(root, 'file')[0]
  const language = isNew ? root.getAttribute('trgLang') : file?.getAttribute('target-language')
  const units = named(root, isNew ? 'unit' : 'trans-unit').map((unit) => ({
    key: unit.getAttribute('id') ?? '',
    main: textOf(unit, 'source') ?? '',
    words: textOf(unit, 'target') ?? '',
  }))
  return { language: (language ?? '').toLowerCase(), units }
}

function named(element: Element, name: string): Element[] {
  return [...element.getElementsByTagNameNS('*', name)]
}

/** Joined over the segments that a tool may have cut the text into; `alt-trans` is not ours. */
function textOf(unit: Element, name: string): string | null {
  const found = named(unit, name).filter((each) => !each.closest('alt-trans'))
  return found.length ? found.map((each) => each.textContent).join('') : null
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}
