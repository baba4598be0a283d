import { ActionIcon, Button } from '@mantine/core'
import { IconFilter, IconSquareCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { WIDE } from '../api/types'
import { TagChip } from '../marks/TagChip'
import { showDialog } from '../shell/dialogs'
import { beginPicking, pickNone } from '../state/many'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'
import { channelName } from './channelName'

/** In the list's head: narrow it, choose rows. */
export function ListTools() {
  const { t } = useTranslation()
  const choosing = useInbox((state) => state.choosing || state.chosen.length > 0)
  const isEmpty = useInbox((state) => state.rows.length === 0)
  return (
    <div className="ib-list-tools">
      <Button
        className="ib-pick-all"
        variant="subtle"
        color="gray"
        title={t(choosing ? 'many.none' : 'many.begin')}
        leftSection={<IconSquareCheck size={18} aria-hidden />}
        disabled={isEmpty}
        onClick={choosing ? pickNone : beginPicking}
      >
        {t(choosing ? 'many.noneShort' : 'many.allShort')}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t('filter.title')}
        title={t('filter.title')}
        onClick={() => showDialog('filter')}
      >
        <IconFilter size={18} />
      </ActionIcon>
    </div>
  )
}

/** What the list is narrowed to now, and the way back to all. */
export function Narrowed() {
  const { t } = useTranslation()
  const view = useInbox((state) => state.view)
  const team = useInbox((state) => state.team)
  const narrowing = useInbox((state) => state.narrowing)
  const tags = useInbox((state) => state.tags)
  if (narrowing === WIDE) return null
  const shown = tags.filter((tag) => narrowing.tags.includes(tag.id))
  const others = [
    narrowing.language && t('filter.language') + ': ' + narrowing.language,
    narrowing.channel && t('filter.channel') + ': ' + channelName(narrowing.channel, t),
    narrowing.sla && t('views.at_risk'),
  ].filter(Boolean)
  if (!shown.length && !others.length) return null
  return (
    <div className="ib-narrowed">
      {shown.map((tag) => (
        <TagChip key={tag.id} tag={tag} />
      ))}
      {others.map((words) => (
        <span key={words} className="ib-tag">
          {words}
        </span>
      ))}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconX size={14} aria-hidden />}
        onClick={() => chooseView(view, team)}
      >
        {t('filter.clear')}
      </Button>
    </div>
  )
}
