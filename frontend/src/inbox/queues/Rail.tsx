import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import {
  IconAlarm,
  IconArchive,
  IconAt,
  IconEye,
  IconHourglassEmpty,
  IconKeyboard,
  IconLayoutDashboard,
  IconMailbox,
  IconMoon,
  IconMoonStars,
  IconRobot,
  IconSearch,
  IconSun,
  IconUser,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AlertsMenu } from '../alerts/AlertsMenu'
import { VIEWS, type Counts, type ViewName } from '../api/types'
import { showDialog } from '../shell/dialogs'
import type { InboxState } from '../state/inboxState'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'
import { Availability } from './Availability'
import { LanguageChoice } from './LanguageChoice'
import { SavedViews } from './SavedViews'
import { teamWords } from './teamWords'

const ICONS: Record<ViewName, Icon> = {
  waiting: IconHourglassEmpty,
  mine: IconUser,
  team: IconUsers,
  mentioned: IconAt,
  at_risk: IconAlarm,
  left: IconMailbox,
  snoozed: IconMoonStars,
  bot: IconRobot,
  closed: IconArchive,
}

/** Counts that ask for something to be done. */
const LOUD = new Set<ViewName>(['waiting', 'mentioned', 'at_risk', 'left'])

/** The first column: views and queues with their counts, and the agent's own availability. */
export function Rail({
  workspace,
  adminUrl,
  liveUrl,
  showHelp,
}: {
  workspace: string
  adminUrl: string
  /** Empty for those who lead no agents. */
  liveUrl: string
  showHelp: () => void
}) {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  return (
    <nav className="ib-rail" aria-label={t('views.label')}>
      <header className="ib-rail-head">
        <span className="ib-logo" aria-hidden />
        <strong title={workspace}>{workspace || t('title')}</strong>
      </header>
      <Availability />
      <button
        type="button"
        className="ib-view ib-search-button"
        aria-keyshortcuts="Control+K"
        onClick={() => showDialog('search')}
      >
        <IconSearch size={18} stroke={1.75} aria-hidden />
        <span className="ib-view-name">{t('search.short')}</span>
        <kbd className="ib-desk-only" aria-hidden>
          Ctrl K
        </kbd>
      </button>
      <Views />
      <SavedViews />
      <Queues />
      <footer className="ib-rail-foot">
        {liveUrl && (
          <a className="ib-view ib-admin" href={liveUrl} aria-label={t('shell.live')}>
            <IconEye size={18} stroke={1.75} aria-hidden />
            <span className="ib-view-name">{t('shell.live')}</span>
          </a>
        )}
        <a className="ib-view ib-admin" href={adminUrl} aria-label={t('shell.adminShort')}>
          <IconLayoutDashboard size={18} stroke={1.75} aria-hidden />
          <span className="ib-view-name">{t('shell.adminShort')}</span>
        </a>
        <div className="ib-rail-tools">
          <Tooltip label={t(dark ? 'shell.light' : 'shell.dark')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t(dark ? 'shell.light' : 'shell.dark')}
              onClick={() => setColorScheme(dark ? 'light' : 'dark')}
            >
              {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
            </ActionIcon>
          </Tooltip>
          <AlertsMenu />
          <Tooltip label={t('shell.shortcuts')}>
            <ActionIcon
              className="ib-desk-only"
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('shell.shortcuts')}
              onClick={showHelp}
            >
              <IconKeyboard size={18} />
            </ActionIcon>
          </Tooltip>
          <LanguageChoice />
        </div>
      </footer>
    </nav>
  )
}

/** The lists, each with how many there are. */
export function Views() {
  const { t } = useTranslation()
  const view = useInbox((state) => state.view)
  const team = useInbox((state) => state.team)
  const counts = useInbox((state) => state.counts)
  const savedId = useInbox((state) => state.savedId)
  const unread = useInbox(unreadOfMine)
  return (
    <ul className="ib-views">
      {VIEWS.map((name) => {
        const Picture = ICONS[name]
        const count = countOf(counts, name)
        const isNew = name === 'mine' && unread > 0
        const current = view === name && team === null && savedId === null
        return (
          <li key={name}>
            <button
              type="button"
              className="ib-view"
              aria-current={current ? 'true' : undefined}
              onClick={() => chooseView(name)}
            >
              <Picture size={18} stroke={1.75} aria-hidden />
              <ViewName name={name} />
              {count !== null && count > 0 && (
                <span
                  className="ib-count"
                  data-loud={LOUD.has(name) || isNew || undefined}
                  data-new={isNew || undefined}
                >
                  <span aria-hidden>{count > 999 ? '999+' : count}</span>
                  <span className="fb-visually-hidden">
                    {t('views.count', { count })}
                    {isNew && `, ${t('views.unread', { count: unread })}`}
                  </span>
                </span>
              )}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** A name that is long is shorter where it stands beside the others, on a phone. */
function ViewName({ name }: { name: ViewName }) {
  const { t } = useTranslation()
  if (name !== 'at_risk' && name !== 'left') {
    return <span className="ib-view-name">{t(`views.${name}`)}</span>
  }
  return (
    <>
      <span className="ib-view-name ib-desk-only">{t(`views.${name}`)}</span>
      <span className="ib-view-name ib-phone-only">{t(`views.short.${name}`)}</span>
    </>
  )
}

function countOf(counts: Counts | null, view: ViewName): number | null {
  return counts === null || view === 'closed' ? null : counts[view]
}

/** In how many of one's own something is unread, but for the open one: that is being read. */
function unreadOfMine({ counts, open, me }: InboxState): number {
  const isReading = open?.state === 'agent' && open.agent?.id === me?.id && open.unread > 0
  return (counts?.mine_unread ?? 0) - (isReading ? 1 : 0)
}

function Queues() {
  const { t } = useTranslation()
  const teams = useInbox((state) => state.teams)
  const chosen = useInbox((state) => state.team)
  const savedId = useInbox((state) => state.savedId)
  const queues = useInbox((state) => state.counts?.queues)
  if (!teams.length) return null
  return (
    <section className="ib-queues" aria-labelledby="ib-queues-title">
      <h2 id="ib-queues-title">{t('views.queues')}</h2>
      <ul className="ib-views">
        {teams.map((team) => {
          const count = queues?.[String(team.id)] ?? 0
          return (
            <li key={team.id}>
              <button
                type="button"
                className="ib-view ib-queue"
                aria-current={chosen === team.id && savedId === null ? 'true' : undefined}
                onClick={() => chooseView('waiting', team.id)}
              >
                <span
                  className="ib-dot"
                  data-on={team.open && team.agents_online > 0}
                  aria-hidden
                />
                <span className="ib-view-name">
                  <span>{team.name}</span>
                  <small>{teamWords(team, t)}</small>
                </span>
                {count > 0 && (
                  <span className="ib-count" data-loud>
                    {count}
                  </span>
                )}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
