import { ActionIcon, TextInput } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDeferredDocument, useEditor, useScreen } from '../EditorContext'
import { iconOf } from '../icons'
import { entriesOf, find, snippet, uses, type Hit } from '../state/find'
import styles from './find.module.css'

/** What is looked for: words anywhere, or the uses of one thing. */
export function FindPanel() {
  const { t } = useTranslation()
  const { show, find: sought } = useScreen()
  const { catalogue, surroundings } = useEditor()
  const { goTo, reveal } = useCanvasActions()
  const document = useDeferredDocument()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const thing = sought?.uses ?? null

  useEffect(() => field.current?.select(), [sought])

  const entries = useMemo(
    () =>
      entriesOf(document, catalogue, {
        surroundings,
        triggerTitle: (kind) => t(`trigger.${kind}.title`),
        areaTitle: (kind) => t(`find.area.${kind}`),
      }),
    [document, catalogue, surroundings, t],
  )
  const hits = useMemo(
    () => (thing ? uses(entries, thing) : find(entries, words)),
    [entries, thing, words],
  )
  const chosen = Math.min(at, hits.length - 1)

  const close = () => show({ find: null })
  const look = (index: number) => {
    setAt(index)
    const hit = hits[index]
    if (hit) reveal(hit.id)
  }
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    show({ side: 'inspector' })
    goTo(hit.id)
    focusField(hit)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') look(Math.min(chosen + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') look(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter') go(hits[chosen])
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const cards = new Set(hits.map((hit) => hit.id)).size
  return (
    <section className={styles.panel} aria-label={t('find.label')} data-testid="find">
      <div className={styles.head}>
        <TextInput
          ref={field}
          className={styles.field}
          value={
            thing ? t(`find.uses.${thing.kind}`, { name: sought?.label ?? thing.name }) : words
          }
          readOnly={Boolean(thing)}
          placeholder={t('find.placeholder')}
          aria-label={t('find.label')}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls="fb-found"
          aria-activedescendant={hits[chosen] ? `fb-found-${chosen}` : undefined}
          leftSection={<IconSearch size={16} aria-hidden />}
          onChange={(event) => {
            setWords(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('close')} onClick={close}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
      <p className={styles.count} role="status">
        {thing || words.trim()
          ? hits.length
            ? t('find.count', { count: cards })
            : t('find.none')
          : t('find.help')}
      </p>
      {hits.length > 0 && (
        <ul id="fb-found" className={styles.hits} role="listbox" aria-label={t('find.label')}>
          {hits.map((hit, index) => (
            <Found
              key={`${hit.id} ${hit.path} ${index}`}
              hit={hit}
              index={index}
              isChosen={index === chosen}
              onPick={() => {
                setAt(index)
                go(hit)
              }}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

interface Given {
  hit: Hit
  index: number
  isChosen: boolean
  onPick: () => void
}

function Found({ hit, index, isChosen, onPick }: Given) {
  const Icon = iconOf(hit.icon)
  const [before, word, after] = snippet(hit)
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // The keys are handled where the focus is: in the field above.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <li
      ref={row}
      id={`fb-found-${index}`}
      role="option"
      aria-selected={isChosen}
      className={styles.hit}
      data-category={hit.category ?? undefined}
      onClick={onPick}
    >
      <Icon size={16} stroke={1.75} aria-hidden />
      <span className={styles.where}>
        {hit.title}
        {hit.field && <span className={styles.fieldName}>{hit.field}</span>}
      </span>
      {hit.field && (
        <span className={styles.text}>
          {before}
          {word && <mark>{word}</mark>}
          {after}
        </span>
      )}
    </li>
  )
}

/** The field of the hit, once the inspector has drawn it. */
function focusField(hit: Hit): void {
  const key = hit.path.split('.')[0]
  if (!key) return
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const place = document.querySelector(`[data-testid=inspector] [data-field="${key}"]`)
      place?.scrollIntoView({ block: 'nearest' })
    }),
  )
}
