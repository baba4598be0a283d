import { SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Locale, Problem } from '../../shared/flow'
import { languageName } from '../../shared/languages'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDocument, useDraft, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { ExchangeMenu } from './ExchangeMenu'
import { fingerprint } from './fingerprint'
import { markChecked, translate } from './recipes'
import { fits, progressOf, rowKey, type Filter, type Row } from './rows'
import { SeenOnly } from './SeenOnly'
import { TranslationRow } from './TranslationRow'
import styles from './languages.module.css'

interface Given {
  language: Locale
  rows: readonly Row[]
  /** The row to begin at. */
  at: string | null
}

const NO_PROBLEMS: readonly Problem[] = []

/** Main text and translation side by side; what is written is an edit like any other. */
export function TranslationTable({ language, rows, at }: Given) {
  const { t } = useTranslation()
  const { documents, language: reader } = useEditor()
  const { show } = useScreen()
  const { goTo } = useCanvasActions()
  const mayEdit = useMayEdit()
  const main = useDocument((state) => state.document.locale)
  const [filter, setFilter] = useState<Filter>('all')
  const [query, setQuery] = useState('')
  // A row that is being written does not vanish from under the cursor when it is no longer missing.
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set())
  const problems = useProblemsByRow(language)
  const table = useRef<HTMLDivElement>(null)

  const visible = useMemo(
    () => rows.filter((row) => held.has(row.key) || fits(row, filter, query)),
    [rows, held, filter, query],
  )
  const parts = useMemo(() => inParts(visible), [visible])
  const progress = useMemo(() => progressOf(rows), [rows])
  const ask = (change: { filter?: Filter; query?: string }) => {
    setHeld(new Set())
    if (change.filter !== undefined) setFilter(change.filter)
    if (change.query !== undefined) setQuery(change.query)
  }

  useEffect(() => {
    if (!at) return
    const cell = [...(table.current?.querySelectorAll('textarea') ?? [])].find(
      (each) => each.dataset['row'] === at,
    )
    cell?.scrollIntoView({ block: 'center' })
    cell?.focus({ preventScroll: true })
  }, [at])

  const onWrite = useCallback(
    (row: Row, words: string) => {
      setHeld((now) => (now.has(row.key) ? now : new Set(now).add(row.key)))
      documents
        .getState()
        .edit(
          'edit.translate',
          (flow) => translate(flow, language, row.node, row.address, words, fingerprint(row.main)),
          { merge: `translation:${language}:${row.key}` },
        )
    },
    [documents, language],
  )
  const onChecked = useCallback(
    (row: Row) => {
      setHeld((now) => new Set(now).add(row.key))
      documents
        .getState()
        .edit('edit.checkTranslation', (flow) =>
          markChecked(flow, language, row.node, row.address, row.main),
        )
    },
    [documents, language],
  )
  const onStep = useCallback(
    (node: string) => {
      show({ side: 'inspector', translating: null })
      goTo(node)
    },
    [show, goTo],
  )

  return (
    <div className={styles.board}>
      <div className={styles.tools}>
        <SegmentedControl
          size="sm"
          value={filter}
          aria-label={t('languages.filter')}
          onChange={(value) => ask({ filter: value as Filter })}
          data={[
            { value: 'all', label: t('languages.all') },
            { value: 'missing', label: t('languages.filterMissing', { count: progress.missing }) },
            { value: 'stale', label: t('languages.filterStale', { count: progress.stale }) },
          ]}
        />
        <TextInput
          className={styles.search}
          value={query}
          leftSection={<IconSearch size={16} aria-hidden />}
          placeholder={t('languages.search')}
          aria-label={t('languages.search')}
          data-testid="search-translations"
          onChange={(event) => ask({ query: event.currentTarget.value })}
        />
        <ExchangeMenu language={language} />
      </div>
      <div
        className={styles.table}
        role="table"
        aria-label={t('languages.table', { language: languageName(language, reader) })}
        aria-rowcount={visible.length + 1}
        ref={table}
      >
        <div className={styles.header} role="row">
          <span role="columnheader">{t('languages.step')}</span>
          <span role="columnheader">{languageName(main, reader)}</span>
          <span role="columnheader">{languageName(language, reader)}</span>
        </div>
        {parts.map((part, number) => (
          <SeenOnly
            key={`${filter}\n${query}\n${part[0]?.key}`}
            estimate={part.length * USUAL_HEIGHT}
            isWanted={number === 0 || part.some((row) => row.key === at)}
          >
            {() =>
              part.map((row, index) => (
                <TranslationRow
                  key={row.key}
                  row={row}
                  isFirst={(part[index - 1] ?? parts[number - 1]?.at(-1))?.node !== row.node}
                  main={main}
                  language={language}
                  problems={problems.get(rowKey(row.node, row.place)) ?? NO_PROBLEMS}
                  isDisabled={!mayEdit}
                  onWrite={onWrite}
                  onChecked={onChecked}
                  onStep={onStep}
                />
              ))
            }
          </SeenOnly>
        ))}
        {visible.length === 0 && (
          <p className={styles.nothing} data-testid="no-rows">
            {t(
              rows.length === 0
                ? 'languages.noTexts'
                : query
                  ? 'languages.notFound'
                  : 'languages.allDone',
            )}
          </p>
        )}
      </div>
    </div>
  )
}

/** So few rows are drawn at once while a long table is scrolled. */
const ROWS_IN_PART = 12
const USUAL_HEIGHT = 62

function inParts(rows: readonly Row[]): Row[][] {
  const count = Math.ceil(rows.length / ROWS_IN_PART)
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * ROWS_IN_PART, (index + 1) * ROWS_IN_PART),
  )
}

function useProblemsByRow(language: Locale): ReadonlyMap<string, Problem[]> {
  const all = useDraft((draft) => draft.problems)
  return useMemo(() => {
    const found = new Map<string, Problem[]>()
    for (const problem of all) {
      if (problem.language !== language || !problem.node || !problem.field) continue
      if (LACKS.has(problem.code)) continue
      const key = rowKey(problem.node, problem.field)
      found.set(key, [...(found.get(key) ?? []), problem])
    }
    return found
  }, [all, language])
}

/** Told by the row itself, at once. */
const LACKS = new Set(['flow.W100', 'flow.W101'])
