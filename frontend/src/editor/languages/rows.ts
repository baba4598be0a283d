/** The translation table: a row for each text of the flow in one of its further languages. */
import type { Catalogue, Flow, Locale } from '../../shared/flow'
import { titleOf } from '../state/ports'
import { fingerprint } from './fingerprint'
import { textsOfNode } from './texts'

/** `default`: the author left the main text to us, so there is nothing that must be translated. */
export type RowState = 'done' | 'missing' | 'stale' | 'default'
export type Filter = 'all' | 'missing' | 'stale'

export interface Row {
  key: string
  node: string
  step: string
  icon: string
  address: string
  place: string
  field: string
  /** Is it the first of its step? */
  isFirst: boolean
  isShort: boolean
  most: number
  main: string
  words: string
  state: RowState
}

export interface Progress {
  done: number
  missing: number
  stale: number
  total: number
}

export function languagesOf(flow: Flow): Locale[] {
  const further = Object.keys(flow.translations) as Locale[]
  return [flow.locale, ...further.filter((code) => code !== flow.locale)]
}

export function rowKey(node: string, address: string): string {
  return `${node}:${address}`
}

export function rowsOf(flow: Flow, catalogue: Catalogue, language: Locale): Row[] {
  const translations = flow.translations[language] ?? {}
  return flow.nodes.flatMap((node) => {
    const info = catalogue.get(node.type)
    const step = titleOf(node, info)
    return textsOfNode(node, info).map((text, index) => {
      const found = translations[node.id]?.[text.address]
      const words = found?.text ?? ''
      return {
        key: rowKey(node.id, text.address),
        node: node.id,
        step,
        icon: info?.icon ?? '',
        address: text.address,
        place: text.place,
        field: text.title,
        isFirst: index === 0,
        isShort: text.control !== 'template',
        most: text.most,
        main: text.value,
        words,
        state: stateOf(text.value, words, found?.source ?? ''),
      }
    })
  })
}

function stateOf(main: string, words: string, source: string): RowState {
  if (!main.trim()) return 'default'
  if (!words.trim()) return 'missing'
  return source && source !== fingerprint(main) ? 'stale' : 'done'
}

export function progressOf(rows: readonly Row[]): Progress {
  const count = (state: RowState) => rows.filter((row) => row.state === state).length
  const [done, missing, stale] = [count('done'), count('missing'), count('stale')]
  return { done, missing, stale, total: done + missing + stale }
}

/** Does a row belong to what is asked for? Words are looked for in either language. */
export function fits(row: Row, filter: Filter, query: string): boolean {
  if (filter !== 'all' && row.state !== filter) return false
  const wanted = query.trim().toLocaleLowerCase()
  if (!wanted) return true
  return [row.main, row.words, row.step, row.field].some((text) =>
    text.toLocaleLowerCase().includes(wanted),
  )
}
