// @vitest-environment jsdom
import { expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { LANGUAGES, languageName } from '../../shared/languages'
import { createDocumentStore } from '../state/documentStore'
import { fragmentOf, freshIds, insert, renumbered } from '../state/fragment'
import { configure, remove } from '../state/recipes'
import { CATALOGUE, testFlow } from '../state/testFlow'
import { readCsv, writeCsv } from './csv'
import { asCsv, asXliff, readFile, type Reading } from './exchange'
import { fingerprint } from './fingerprint'
import { addLanguage, markChecked, removeLanguage, translate } from './recipes'
import { fits, languagesOf, progressOf, rowsOf } from './rows'
import { shownIn } from './translated'
import { textsOf } from './texts'
import { readXliff } from './xliff'

const said = (text: string, main = '') => ({ text, source: main && fingerprint(main) })

function german(): Flow {
  return {
    ...testFlow(),
    translations: {
      de: {
        hello: { text: said('Hallo', 'Hello') },
        menu: { 'options.parcel.label': said('Paket', 'Package') },
      },
    },
  }
}

const states = (flow: Flow) =>
  Object.fromEntries(rowsOf(flow, CATALOGUE, 'de').map((row) => [row.key, row.state]))

/** `german()` after a change, without touching what immer would keep. */
function after(change: (flow: Flow) => void, flow = german()): Flow {
  const store = createDocumentStore(flow)
  store.getState().edit('edit.configure', change)
  return store.getState().document
}

test('a fingerprint is the one that the server makes', () => {
  // python: f"{zlib.crc32('Zażółć gęślą jaźń 🐦'.encode()):08x}"
  expect(fingerprint('Zażółć gęślą jaźń 🐦')).toBe('ce05ba2d')
  expect(fingerprint('')).toBe('00000000')
})

test('languages have names in both languages of the screen', () => {
  expect(LANGUAGES.map((code) => languageName(code, 'pl'))).toContain('Ukraiński')
  expect(languageName('de', 'en')).toBe('German')
})

test('texts have addresses that survive re-ordering', () => {
  const info = CATALOGUE.get('choices')
  const found = textsOf(info, testFlow().nodes[1]?.config ?? {})

  expect(found.map(({ address, place }) => [address, place])).toEqual([
    ['text', 'text'],
    ['options.parcel.label', 'options.0.label'],
    ['options.other.label', 'options.1.label'],
  ])
  expect(textsOf(info, { text: 3, options: [null, { value: 7 }, 'x'] })).toEqual([])
})

test('the table knows what is missing and what is to be checked', () => {
  expect(states(german())).toEqual({
    'hello:text': 'done',
    'menu:text': 'missing',
    'menu:options.parcel.label': 'stale',
    'menu:options.other.label': 'missing',
  })
  expect(progressOf(rowsOf(german(), CATALOGUE, 'de'))).toEqual({
    done: 1,
    missing: 2,
    stale: 1,
    total: 4,
  })
})

test('a text that the author left to us is none that must be translated', () => {
  const flow = after((draft) => configure(draft, 'hello', { text: '' }, CATALOGUE))

  expect(states(flow)['hello:text']).toBe('default')
})

test('the table is searched in both languages', () => {
  const rows = rowsOf(german(), CATALOGUE, 'de')
  const found = (filter: 'all' | 'missing' | 'stale', query: string) =>
    rows.filter((row) => fits(row, filter, query)).map((row) => row.address)

  expect(found('all', 'paket')).toEqual(['options.parcel.label'])
  expect(found('all', 'HELLO')).toEqual(['text'])
  expect(found('stale', '')).toEqual(['options.parcel.label'])
  expect(found('missing', 'parcel')).toEqual([])
})

test('a language is added and taken away as one step that can be undone', () => {
  const store = createDocumentStore(german())
  store.getState().edit('edit.addLanguage', (flow) => addLanguage(flow, 'fr'))
  expect(languagesOf(store.getState().document)).toEqual(['en', 'de', 'fr'])
  store.getState().edit('edit.removeLanguage', (flow) => removeLanguage(flow, 'de'))
  expect(languagesOf(store.getState().document)).toEqual(['en', 'fr'])
  store.getState().undo()

  expect(store.getState().document.translations.de?.['hello']?.['text']?.text).toBe('Hallo')
})

test('a translation is written, marked as checked and taken away', () => {
  const source = fingerprint('Parcel')
  const written = after((flow) => translate(flow, 'de', 'menu', 'text', 'Worum geht es?', source))
  expect(written.translations.de?.['menu']?.['text']).toEqual({ text: 'Worum geht es?', source })

  const checked = after((flow) => markChecked(flow, 'de', 'menu', 'options.parcel.label', 'Parcel'))
  expect(states(checked)['menu:options.parcel.label']).toBe('done')

  const none = after((flow) => translate(flow, 'de', 'hello', 'text', ' ', ''))
  expect(none.translations.de).not.toHaveProperty('hello')
})

test('the main text changes and its translation is to be checked', () => {
  const flow = after((draft) => configure(draft, 'hello', { text: 'Hello there' }, CATALOGUE))

  expect(states(flow)['hello:text']).toBe('stale')
})

test('a button with another short name takes its translation along, wherever it stands', () => {
  const menu = { text: 'What?', options: [{ value: 'other', label: 'Other' }] }
  const renamed = after((flow) => {
    const options = [
      { value: 'package', label: 'Parcel' },
      { value: 'other', label: 'Other' },
    ]
    configure(flow, 'menu', { ...menu, options }, CATALOGUE)
  })
  expect(renamed.translations.de?.['menu']).toHaveProperty(['options.package.label'])

  const gone = after((flow) => configure(flow, 'menu', menu, CATALOGUE))
  expect(gone.translations.de).not.toHaveProperty('menu')
})

test('wordings without a name of their own keep their translations when they move', () => {
  const info = { ...CATALOGUE.get('message')!, name: 'several' }
  const items = { type: 'string', 'x-control': 'template', 'x-translated': true }
  info.configSchema = { type: 'object', properties: { variants: { type: 'array', items } } }
  const catalogue = new Map([...CATALOGUE, ['several', info]])
  const flow: Flow = {
    ...testFlow(),
    nodes: [{ id: 'a', type: 'several', title: '', config: { variants: ['one', 'two', 'three'] } }],
    translations: {
      de: {
        a: { 'variants.0': said('eins'), 'variants.1': said('zwei'), 'variants.2': said('drei') },
      },
    },
  }
  const words = (variants: string[]) => {
    const now = after((draft) => configure(draft, 'a', { variants }, catalogue), flow)
    const texts = now.translations.de?.['a'] ?? {}
    return variants.map((_, index) => texts[`variants.${index}`]?.text)
  }

  expect(words(['two', 'one', 'three'])).toEqual(['zwei', 'eins', 'drei'])
  expect(words(['one', 'three'])).toEqual(['eins', 'drei'])
  expect(words(['one', 'two!', 'three'])).toEqual(['eins', 'zwei', 'drei'])
  expect(words(['one', 'two', 'three', ''])).toEqual(['eins', 'zwei', 'drei', undefined])
})

test('translations go and are copied with their steps', () => {
  const without = after((flow) => remove(flow, new Set(['hello'])))
  expect(without.translations.de).not.toHaveProperty('hello')

  const fragment = fragmentOf(german(), new Set(['hello']))
  const copies = renumbered(german(), fragment, freshIds(german(), fragment), { x: 0, y: 0 })
  const both = after((flow) => insert(flow, copies))
  expect(both.translations.de?.['hello-1']?.['text']?.text).toBe('Hallo')

  const other = after((flow) => insert(flow, copies), testFlow())
  expect(other.translations).toEqual({})
})

test('the canvas shows a language without touching the document', () => {
  const flow = german()
  const config = shownIn(flow, CATALOGUE, 'de')(flow.nodes[1]!)

  expect((config['options'] as { label: string }[]).map((each) => each.label)).toEqual([
    'Paket',
    'Other',
  ])
  expect((flow.nodes[1]!.config['options'] as { label: string }[])[0]?.label).toBe('Parcel')
  expect(shownIn(flow, CATALOGUE, null)(flow.nodes[1]!)).toBe(flow.nodes[1]!.config)
})

// Files.

const HARD = ['=1+1', "'quoted", 'a "b"', 'two\nlines', 'x;y,z', '', '-5', '{{ n }} <b> & ąę 🐦']

test.each([',', ';'])('CSV with %s comes back as it was', (separator) => {
  const rows = [['key', 'pl', 'de'], HARD]

  expect(readCsv(writeCsv(rows, separator))).toEqual(rows)
})

test('a spreadsheet never meets a formula', () => {
  const cells = writeCsv([HARD], ',').slice(1).split('\r\n')[0] ?? ''

  expect(cells).not.toMatch(/(^|,)"?[=+@-]/)
})

test('CSV that other programs write is read', () => {
  expect(readCsv('a,b\nc,d')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  expect(readCsv('a\tb\r\n"x ""y"""\t\r\n\r\n')).toEqual([
    ['a', 'b'],
    ['x "y"', ''],
  ])
  expect(readCsv('a,"b')).toBeNull()
})

const read = (text: string, flow = german(), name = 'x'): Reading =>
  readFile({ name, text, size: text.length }, flow, CATALOGUE, 'de')

function imported(text: string, flow = german()): { flow: Flow; report: unknown } {
  const reading = read(text, flow)
  if ('refusal' in reading) throw new Error(reading.refusal)
  return { flow: after(reading.apply, flow), report: reading.report }
}

test.each(['csv', 'xliff'])('what goes out as %s comes back', (format) => {
  const bird = after((flow) =>
    translate(flow, 'de', 'menu', 'text', 'Was "&" <wo> 🐦\n=?', fingerprint('What is it about?')),
  )
  const { text } =
    format === 'csv' ? asCsv(bird, CATALOGUE, 'de', 'pl') : asXliff(bird, CATALOGUE, 'de')
  const empty = { ...testFlow(), translations: { de: {} } }
  const { flow, report } = imported(text, empty)

  expect(flow.translations.de?.['menu']?.['text']).toEqual(bird.translations.de?.['menu']?.['text'])
  expect(report).toMatchObject({ taken: 3, empty: 1, unknown: [], stale: [], stillMissing: 1 })
})

test('a report tells what was taken, unknown, too long and made from another text', () => {
  const rows = [
    ['key', 'step', 'field', 'en', 'de'],
    ['hello:text', '', '', 'Hello', 'Guten Tag'],
    ['menu:text', '', '', 'What was it about?', 'Worum?'],
    ['menu:options.other.label', '', '', 'Other', 'x'.repeat(9000)],
    ['gone:text', '', '', 'Gone', 'Weg'],
  ]
  const { flow, report } = imported(writeCsv(rows, ','))

  expect(report).toEqual({
    taken: 2,
    same: 0,
    empty: 0,
    stale: ['menu:text'],
    tooLong: ['menu:options.other.label'],
    unknown: ['gone:text'],
    stillMissing: 1,
  })
  expect(states(flow)['hello:text']).toBe('done')
  expect(states(flow)['menu:text']).toBe('stale')
})

test('XLIFF 2.0 is read too', () => {
  const text = `<xliff version="2.0" srcLang="en" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0">
    <file id="f"><unit id="hello:text"><segment><source>Hello</source><target>Servus</target></segment></unit></file>
  </xliff>`

  expect(readXliff(text)).toEqual({
    language: 'de',
    units: [{ key: 'hello:text', main: 'Hello', words: 'Servus' }],
  })
})

const BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff version="1.2">&b;</xliff>'

test.each([
  [BOMB, 'notXliff'],
  ['<!DOCTYPE xliff SYSTEM "file:///etc/passwd"><xliff/>', 'notXliff'],
  ['<xliff version="1.2">&undefined;</xliff>', 'notXliff'],
  ['<html></html>', 'notXliff'],
  ['<xliff version="1.2"><file target-language="de"/></xliff>', 'empty'],
  [
    '<xliff version="1.2"><file target-language="fr"><trans-unit id="a"/></file></xliff>',
    'otherLanguage',
  ],
  ['key,en\na,b', 'noColumns'],
  ['key,en,fr\na,b,c', 'otherLanguage'],
  ['key,en,de\n"a', 'notCsv'],
  ['key,en,de\n', 'empty'],
  ['key,en,de\na,b,Gr\ufffd', 'notUtf8'],
])('a file that cannot be used is refused: %s', (text, refusal) => {
  expect(read(text)).toMatchObject({ refusal })
})

test('a file that is too large is not parsed', () => {
  expect(
    readFile({ name: 'x', text: '', size: 6 * 1024 * 1024 }, german(), CATALOGUE, 'de'),
  ).toEqual({
    refusal: 'tooLarge',
  })
})
