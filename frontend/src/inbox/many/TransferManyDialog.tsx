import { Button, Select, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { doToChosen } from '../state/many'
import { useInbox } from '../state/store'
import { showTally } from './showTally'

/** Chooses the team or the colleague who goes on with the chosen conversations. */
export function TransferManyDialog() {
  const { t } = useTranslation()
  const opened = useDialogs((state) => state.shown === 'transferMany')
  const teams = useInbox((state) => state.teams)
  const agents = useInbox((state) => state.agents)
  const me = useInbox((state) => state.me?.id)
  const [to, setTo] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async () => {
    const [kind, id] = (to ?? '').split(':')
    setBusy(true)
    const target = kind === 'team' ? { team: Number(id) } : { agent: Number(id) }
    showTally(await doToChosen({ action: 'transfer', comment, ...target }), t)
    setBusy(false)
    setComment('')
    closeDialog()
  }
  return (
    <Dialog opened={opened} onClose={closeDialog} title={t('many.transferTitle')} size="sm">
      <Stack>
        <p className="ib-dialog-text">{t('many.transferHelp')}</p>
        {!agents.some((one) => one.id !== me && one.present) && (
          <p className="ib-dialog-text">{t('transfer.nobodyFree')}</p>
        )}
        <Select
          data-autofocus
          searchable
          openOnFocus={false} // or the list covers the note before anybody has read of it
          label={t('many.to')}
          value={to}
          onChange={setTo}
          data={[
            {
              group: t('transfer.teams'),
              items: teams.map((one) => ({ value: `team:${one.id}`, label: one.name })),
            },
            {
              group: t('transfer.people'),
              items: agents
                .filter((one) => one.id !== me)
                .map((one) => ({ value: `agent:${one.id}`, label: one.name })),
            },
          ]}
        />
        <Textarea
          label={t('transfer.comment')}
          description={t('many.commentHelp')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button disabled={!to} loading={busy} onClick={() => void send()}>
          {t('transfer.send')}
        </Button>
      </Stack>
    </Dialog>
  )
}
