import { ActionIcon, Button } from '@mantine/core'
import { IconMoonStars, IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { showDialog } from '../shell/dialogs'
import { showProblem } from '../shell/showProblem'
import { shortTime } from '../shell/time'
import { useNow } from '../shell/useNow'
import { wake } from '../state/actions'
import { useInbox } from '../state/store'
import { TagChip } from './TagChip'

/** Under the conversation's head: its tags, and until when it is put aside. */
export function MarksBar({ row }: { row: Row }) {
  const { t } = useTranslation()
  const mine = useInbox((state) => row.state === 'agent' && row.agent?.id === state.me?.id)
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
          onClick={() => showDialog('tags')}
        >
          {t('tags.change')}
        </Button>
      </div>
      {row.snoozed_until ? (
        <Snoozed row={row} until={row.snoozed_until} mine={mine} />
      ) : (
        mine && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('snooze.title')}
            title={t('snooze.title')}
            onClick={() => showDialog('snooze')}
          >
            <IconMoonStars size={18} />
          </ActionIcon>
        )
      )}
    </div>
  )
}

function Snoozed({ row, until, mine }: { row: Row; until: string; mine: boolean }) {
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
      {mine && (
        <Button variant="subtle" size="compact-sm" loading={busy} onClick={() => void up()}>
          {t('snooze.wake')}
        </Button>
      )}
    </span>
  )
}
