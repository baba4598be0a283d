import { Button, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { api } from '../api/inbox'
import type { Row } from '../api/types'
import { showTally } from '../many/showTally'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { showProblem } from '../shell/showProblem'
import { coming, dayOf, shortTime } from '../shell/time'
import { TwoClocks } from '../shell/TwoClocks'
import { useNow } from '../shell/useNow'
import { snooze } from '../state/actions'
import { chosenRows, doToChosen } from '../state/many'
import { useInbox } from '../state/store'
import { liesOpen } from './mayBeSnoozed'
import { localOf, momentsAt, type MomentName } from './moments'

const RENEWED_MS = 10_000
/** These wait until it is known when the team works. */
const OF_THE_TEAM = new Set<MomentName>(['tomorrowMorning', 'mondayMorning'])

/** When the open conversation, or the chosen ones, are to come back. */
export function SnoozeDialog() {
  const { t } = useTranslation()
  const { shown, many } = useDialogs()
  const open = useInbox((state) => state.open)
  const about = many ? chosenRows()[0] : open
  const title = many ? 'titleMany' : open && liesOpen(open) ? 'titleLeft' : 'title'
  return (
    <Dialog
      opened={shown === 'snooze' && Boolean(about)}
      onClose={closeDialog}
      title={t(`snooze.${title}`)}
      size="sm"
    >
      {about && <Moments row={about} many={many} />}
    </Dialog>
  )
}

function Moments({ row, many }: { row: Row; many: boolean }) {
  const { t, i18n } = useTranslation()
  const now = useNow(RENEWED_MS)
  const [local, setLocal] = useState('')
  const [busy, setBusy] = useState(false)
  const { data, isPending } = useQuery({
    queryKey: ['calendar', row.id],
    queryFn: () => api.teamCalendar(row.id),
    staleTime: 0,
  })
  const send = async (until: Date) => {
    const when = { until: until.toISOString() }
    setBusy(true)
    const { open } = useInbox.getState()
    if (many) {
      showTally(await doToChosen({ action: 'snooze', ...when }), t)
      closeDialog()
    } else if (open && showProblem(await snooze(open, when), t)) {
      closeDialog()
    }
    setBusy(false)
  }
  const offered = momentsAt(new Date(now), data?.closed ?? []).filter(
    ({ name }) => !(isPending && OF_THE_TEAM.has(name)),
  )
  return (
    <Stack gap="md">
      <p className="ib-dialog-text">{t(liesOpen(row) ? 'snooze.helpLeft' : 'snooze.help')}</p>
      {data && <TwoClocks zone={data.zone} />}
      {offered.map(({ name, until }, index) => (
        <Button
          key={name}
          variant="default"
          justify="space-between"
          data-autofocus={index === 0 || undefined}
          disabled={busy}
          rightSection={
            <time className="ib-snooze-time" dateTime={until.toISOString()}>
              {isSameDay(until, now)
                ? shortTime(until.toISOString(), i18n.language, now)
                : coming(until, i18n.language)}
            </time>
          }
          onClick={() => void send(until)}
        >
          {t(`snooze.${name}`)}
        </Button>
      ))}
      <form
        className="ib-snooze-own"
        onSubmit={(event) => {
          event.preventDefault()
          void send(new Date(local))
        }}
      >
        <TextInput
          type="datetime-local"
          label={t('snooze.own')}
          value={local}
          min={localOf(new Date(now))}
          onChange={(event) => setLocal(event.currentTarget.value.slice(0, 16))}
        />
        <Button type="submit" disabled={!local} loading={busy}>
          {t('snooze.send')}
        </Button>
      </form>
    </Stack>
  )
}

const isSameDay = (one: Date, other: number) =>
  dayOf(one.toISOString()) === dayOf(new Date(other).toISOString())
