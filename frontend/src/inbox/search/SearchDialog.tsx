import { Button, Loader, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAlertTriangle, IconMoodEmpty, IconNote, IconSearch } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import type { Excerpt, Found } from '../api/types'
import { TagChips } from '../marks/TagChip'
import { Blank } from '../shell/Blank'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { Face } from '../shell/Face'
import { shortTime } from '../shell/time'
import { useNow } from '../shell/useNow'
import { showFound } from './showFound'
import { useSearch, type Search } from './useSearch'
import { standingOf } from '../conversation/standingOf'

/** One box that finds conversations by who wrote, what was said, notes, tags and numbers. */
export function SearchDialog({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const opened = useDialogs((state) => state.shown === 'search')
  const phone = useMediaQuery('(max-width: 859px)') ?? false
  return (
    <Dialog
      opened={opened}
      onClose={closeDialog}
      title={t('search.title')}
      size="lg"
      fullScreen={phone}
      transitionProps={{ duration: 0 }}
    >
      <SearchBox
        onOpen={(found) => {
          closeDialog()
          void showFound(found)
          onOpen(found.row.id)
        }}
      />
    </Dialog>
  )
}

let lastText = ''

/** The field and what it finds. What was looked for last is there again, to be typed over. */
export function SearchBox({ onOpen }: { onOpen: (found: Found) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(lastText)
  const [active, setActive] = useState(0)
  const search = useSearch(text)
  const field = useRef<HTMLInputElement>(null)
  const listId = useId()
  const { results } = search
  const at = Math.min(active, results.length - 1)
  useEffect(() => field.current?.select(), [])
  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView?.({ block: 'nearest' })
  }, [at, listId])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move && results.length) {
      event.preventDefault()
      setActive(Math.max(0, Math.min(at + move, results.length - 1)))
    }
    const chosen = results[at]
    if (event.key === 'Enter' && chosen) {
      event.preventDefault()
      onOpen(chosen)
    }
  }
  return (
    <div className="ib-search">
      <TextInput
        ref={field}
        data-autofocus
        type="search"
        role="combobox"
        size="md"
        value={text}
        maxLength={200}
        placeholder={t('search.hint')}
        aria-label={t('search.title')}
        aria-expanded={results.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={results.length ? `${listId}-${at}` : undefined}
        leftSection={
          search.status === 'loading' ? <Loader size={16} /> : <IconSearch size={18} aria-hidden />
        }
        onChange={(event) => {
          lastText = event.currentTarget.value
          setText(lastText)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <p className="fb-visually-hidden" role="status">
        {search.status === 'ready' ? t('search.found', { count: results.length }) : ''}
      </p>
      <State search={search} />
      {results.length > 0 && (
        <ul className="ib-found" id={listId} role="listbox" aria-label={t('search.results')}>
          {results.map((one, index) => (
            <Result
              key={one.row.id}
              id={`${listId}-${index}`}
              found={one}
              active={index === at}
              onOpen={onOpen}
            />
          ))}
        </ul>
      )}
      {search.more && (
        <div className="ib-more">
          <Button variant="default" loading={search.loadingMore} onClick={search.more}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** What there is to say when there is nothing to show, or not all of it. */
function State({ search }: { search: Search }) {
  const { t } = useTranslation()
  if (search.status === 'idle') return <p className="ib-dialog-text">{t('search.idle')}</p>
  if (search.status === 'failed') {
    return (
      <Blank
        icon={IconAlertTriangle}
        title={t('search.failed')}
        action={
          <Button variant="default" onClick={search.retry}>
            {t('list.retry')}
          </Button>
        }
      />
    )
  }
  return (
    <>
      {!search.complete && <p className="ib-dialog-text">{t('search.incomplete')}</p>}
      {search.status === 'ready' && !search.results.length && (
        <Blank
          icon={IconMoodEmpty}
          title={t('search.none', { query: search.query })}
          text={t('search.noneHelp')}
        />
      )}
    </>
  )
}

interface Given {
  id: string
  found: Found
  active: boolean
  onOpen: (found: Found) => void
}

function Result({ id, found, active, onOpen }: Given) {
  const { t, i18n } = useTranslation()
  const { row, excerpt } = found
  const now = useNow()
  return (
    // The field keeps the focus and handles the keys; the mouse may pick too.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <li
      id={id}
      role="option"
      aria-selected={active}
      className="ib-result"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(found)}
    >
      <Face name={row.contact.name} />
      <span className="ib-row-main">
        <span className="ib-row-top">
          <span className="ib-row-name">{row.contact.name}</span>
          <time dateTime={row.last_activity_at}>
            {shortTime(excerpt.at ?? row.last_activity_at, i18n.language, now)}
          </time>
        </span>
        <Line excerpt={excerpt} fallback={row.last?.text ?? ''} />
        <span className="ib-row-marks">
          <span className="ib-mark">
            {row.state === 'agent'
              ? t('state.agent', { name: row.agent?.name ?? '' })
              : t(`state.${standingOf(row.state, row.rating)}`)}
          </span>
          <TagChips tags={row.tags} />
        </span>
      </span>
    </li>
  )
}

/** The line in which it was found, with the words marked. */
export function Line({ excerpt, fallback }: { excerpt: Excerpt; fallback: string }) {
  const { t } = useTranslation()
  if (!excerpt.pieces.length) return <span className="ib-row-words">{fallback}</span>
  return (
    <span className="ib-excerpt">
      {excerpt.private && (
        <span className="ib-row-who">
          <IconNote size={13} aria-hidden /> {t('list.note')}:{' '}
        </span>
      )}
      {excerpt.pieces.map((piece, index) =>
        piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
      )}
    </span>
  )
}
