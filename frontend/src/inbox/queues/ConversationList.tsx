import { Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconInbox, IconLock } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Invitation } from '../alerts/Invitation'
import { WIDE } from '../api/types'
import { ManyBar } from '../many/ManyBar'
import { Blank } from '../shell/Blank'
import { useNow } from '../shell/useNow'
import { loadList, loadMore } from '../state/session'
import { useInbox } from '../state/store'
import { ConversationRow } from './ConversationRow'
import { ListTools, Narrowed } from './ListTools'
import { useSteady } from './useSteady'

/** The second column: the conversations of the view. */
export function ConversationList({
  selected,
  onOpen,
}: {
  selected: string | null
  onOpen: (id: string) => void
}) {
  const { t } = useTranslation()
  const view = useInbox((state) => state.view)
  const team = useInbox((state) => state.teams.find((one) => one.id === state.team))
  const rows = useInbox((state) => state.rows)
  const next = useInbox((state) => state.next)
  const me = useInbox((state) => state.me?.id ?? 0)
  const status = useInbox((state) => state.listStatus)
  const now = useNow()
  const saved = useInbox((state) => state.saved.find((one) => one.id === state.savedId))
  const chosen = useInbox((state) => state.chosen)
  const choosing = useInbox((state) => state.choosing || state.chosen.length > 0)
  const isWide = useInbox((state) => state.narrowing === WIDE)
  const steady = useSteady()
  const listed = rows.some((row) => row.id === selected)
  useEffect(() => {
    if (!listed) return
    document.querySelector('.ib-row[aria-current]')?.scrollIntoView?.({ block: 'nearest' })
  }, [selected, listed])
  const title = saved?.name ?? (team ? team.name : t(`views.${view}`))
  return (
    <section
      className="ib-list"
      data-choosing={choosing || undefined}
      aria-label={t('list.label', { view: title })}
    >
      <header className="ib-list-head">
        <h2>{title}</h2>
        <ListTools />
      </header>
      <Narrowed />
      <Invitation />
      <div className="ib-list-body" aria-busy={status === 'loading'} {...steady}>
        {status === 'loading' && !rows.length && <ListSkeleton />}
        {status === 'failed' && (
          <Blank
            icon={IconAlertTriangle}
            title={t('list.failed')}
            action={
              <Button variant="default" onClick={() => void loadList()}>
                {t('list.retry')}
              </Button>
            }
          />
        )}
        {status === 'forbidden' && <Blank icon={IconLock} title={t('shell.signedOut')} />}
        {status === 'ready' && !rows.length && (
          <Blank
            icon={IconInbox}
            title={t(
              isWide ? `list.empty.${team && view === 'waiting' ? 'queue' : view}` : 'filter.none',
            )}
            text={t(isWide ? `list.emptyHelp.${view}` : 'filter.noneHelp')}
          />
        )}
        <ul>
          {rows.map((row) => (
            <ConversationRow
              key={row.id}
              row={row}
              me={me}
              now={now}
              selected={row.id === selected}
              chosen={chosen.includes(row.id)}
              onOpen={onOpen}
            />
          ))}
        </ul>
        {next !== null && status !== 'failed' && <More />}
      </div>
      <ManyBar />
    </section>
  )
}

function More() {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const more = async () => {
    setBusy(true)
    await loadMore().catch(() => undefined)
    setBusy(false)
  }
  return (
    <div className="ib-more">
      <Button variant="default" size="compact-md" loading={busy} onClick={() => void more()}>
        {t('list.more')}
      </Button>
    </div>
  )
}

/** Grey rows, only when loading takes long enough to be noticed. */
function ListSkeleton() {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(true), 300)
    return () => window.clearTimeout(timer)
  }, [])
  if (!shown) return null
  return (
    <div className="ib-skeletons" aria-hidden>
      {[0, 1, 2, 3, 4].map((key) => (
        <div key={key} className="ib-skeleton">
          <Skeleton circle height={36} />
          <div>
            <Skeleton height={12} width="55%" />
            <Skeleton height={10} width="90%" mt={8} />
          </div>
        </div>
      ))}
    </div>
  )
}
