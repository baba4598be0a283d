import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { When } from '../api/types'
import { showTally } from '../many/showTally'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { showProblem } from '../shell/showProblem'
import { momentIn } from '../shell/time'
import { snooze } from '../state/actions'
import { chosenRows, doToChosen } from '../state/many'
import { useInbox } from '../state/store'

const KEYS = ['later_today', 'tomorrow', 'monday'] as const
type Key = (typeof KEYS)[number]

/** When the open conversation, or the chosen ones, are to come back. */
export function SnoozeDialog() {
  const { t } = useTranslation()
  const { shown, many } = useDialogs()
  const open = useInbox((state) => state.open)
  const about = many ? chosenRows()[0] : open
  return (
    <Modal
      opened={shown === 'snooze' && Boolean(about)}
      onClose={closeDialog}
      title={t(many ? 'snooze.titleMany' : 'snooze.title')}
      size="sm"
    >
      {about && <Moments id={about.id} many={many} />}
    </Modal>
  )
}

function Moments({ id, many }: { id: string; many: boolean }) {
  const { t, i18n } = useTranslation()
  const [local, setLocal] = useState('')
  const [busy, setBusy] = useState(false)
  const { data, isError } = useQuery({
    queryKey: ['snooze', id],
    queryFn: () => api.snoozeChoices(id),
    staleTime: 0,
  })
  const send = async (when: When) => {
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
  const offered = KEYS.filter((key) => data?.choices.some((one) => one.key === key))
  const until = (key: Key) => data?.choices.find((one) => one.key === key)?.until ?? ''
  return (
    <Stack gap="sm">
      <p className="ib-dialog-text">{t('snooze.help')}</p>
      {isError && <p className="ib-problem">{t('snooze.failed')}</p>}
      {offered.map((key, index) => (
        <Button
          key={key}
          variant="default"
          justify="space-between"
          data-autofocus={index === 0 || undefined}
          loading={busy}
          rightSection={
            <time className="ib-snooze-time" dateTime={until(key)}>
              {momentIn(until(key), data?.zone ?? '', i18n.language)}
            </time>
          }
          onClick={() => void send({ choice: key })}
        >
          {t(`snooze.${key}`)}
        </Button>
      ))}
      <form
        className="ib-snooze-own"
        onSubmit={(event) => {
          event.preventDefault()
          void send({ local })
        }}
      >
        <TextInput
          type="datetime-local"
          label={t('snooze.own')}
          description={data ? t('snooze.zone', { zone: data.zone }) : undefined}
          value={local}
          min={data?.local}
          onChange={(event) => setLocal(event.currentTarget.value.slice(0, 16))}
        />
        <Button type="submit" disabled={!local} loading={busy}>
          {t('snooze.send')}
        </Button>
      </form>
    </Stack>
  )
}
