import { ActionIcon, Button } from '@mantine/core'
import { IconFlame, IconFlameOff, IconMoonStars, IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { showDialog } from '../shell/dialogs'
import { showProblem } from '../shell/showProblem'
import { shortTime } from '../shell/time'
import { useKeyHint } from '../shell/useKeyHint'
import { useNow } from '../shell/useNow'
import { setUrgent, wake } from '../state/actions'
import { useInbox } from '../state/store'
import { liesOpen, mayBeSnoozed } from './mayBeSnoozed'
import { TagChip } from './TagChip'

/** Under the conversation's head: its tags, and until when it is put aside. */
export function MarksBar({ row }: { row: Row }) {
  const { t } = useTranslation()
  const hint = useKeyHint()
  const mayChange = useInbox((state) => mayBeSnoozed(row, state.me?.id))
  const involved = row.state === 'queued' || row.state === 'agent'
  return (
    <div className="ib-marks-bar">
      <div className="ib-marks-tags" role="group" aria-label={t('tags.label')}>
        {row.tags.map((tag) => (
          <TagChip key={tag.id} tag={tag} />
        ))}
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconTag size={14} aria-hidden />}
          {...hint('t', t('keys.tags'))}
          onClick={() => showDialog('tags')}
        >
          {t('tags.change')}
        </Button>
      </div>
      {involved && <Urgent row={row} />}
      {row.snoozed_until ? (
        <Snoozed row={row} until={row.snoozed_until} mayWake={mayChange} />
      ) : (
        mayChange && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t(liesOpen(row) ? 'snooze.titleLeft' : 'snooze.title')}
            {...hint('s', t('keys.snooze'))}
            onClick={() => showDialog('snooze')}
          >
            <IconMoonStars size={18} />
          </ActionIcon>
        )
      )}
    </div>
  )
}

/** Says that it is urgent, and changes it: its place in the queue and its times follow. */
function Urgent({ row }: { row: Row }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const change = async () => {
    setBusy(true)
    showProblem(await setUrgent(row, !row.urgent), t)
    setBusy(false)
  }
  const label = t(row.urgent ? 'urgency.lower' : 'urgency.raise')
  return (
    <span className="ib-urgency">
      {row.urgent && (
        <span className="ib-mark" data-level="bad">
          <IconFlame size={14} aria-hidden />
          {t('list.urgent')}
        </span>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        loading={busy}
        aria-label={label}
        title={label}
        onClick={() => void change()}
      >
        {row.urgent ? <IconFlameOff size={18} /> : <IconFlame size={18} />}
      </ActionIcon>
    </span>
  )
}

function Snoozed({ row, until, mayWake }: { row: Row; until: string; mayWake: boolean }) {
  const { t, i18n } = useTranslation()
  const [busy, setBusy] = useState(false)
  const now = useNow()
  const up = async () => {
    setBusy(true)
    showProblem(await wake(row), t)
    setBusy(false)
  }
  return (
    <span className="ib-snoozed">
      <IconMoonStars size={14} aria-hidden />
      {t('snooze.until', { time: shortTime(until, i18n.language, now) })}
      {mayWake && (
        <Button variant="subtle" size="compact-sm" loading={busy} onClick={() => void up()}>
          {t('snooze.wake')}
        </Button>
      )}
    </span>
  )
}
