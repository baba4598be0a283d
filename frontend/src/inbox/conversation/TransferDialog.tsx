import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { teamWords } from '../queues/teamWords'
import { showProblem } from '../shell/showProblem'
import { transfer } from '../state/actions'
import { useInbox } from '../state/store'

interface Given {
  row: Row
  opened: boolean
  onClose: () => void
}

/** Chooses the team or the colleague who goes on, with a note for them. */
export function TransferDialog({ row, opened, onClose }: Given) {
  const { t } = useTranslation()
  const all = useInbox((state) => state.teams)
  const agents = useInbox((state) => state.agents)
  const me = useInbox((state) => state.me?.id)
  const [to, setTo] = useState('')
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState(false)
  const colleagues = agents.filter((agent) => agent.id !== me)
  // To one's own team it goes only while somebody else of it could take it.
  const teams = all.filter(
    (team) =>
      team.id !== row.team?.id ||
      colleagues.some((agent) => agent.online && agent.teams.includes(team.id)),
  )

  const send = async () => {
    const [kind, id] = to.split(':')
    setBusy(true)
    const outcome = await transfer(
      row,
      kind === 'team' ? { team: Number(id) } : { agent: Number(id) },
      comment,
    )
    setBusy(false)
    if (showProblem(outcome, t)) {
      setTo('')
      setComment('')
      onClose()
    }
  }

  return (
    <Modal opened={opened} onClose={onClose} title={t('transfer.title')}>
      {!teams.length && !colleagues.length ? (
        <p className="ib-dialog-text">{t('transfer.nobody')}</p>
      ) : (
        <Stack gap="lg">
          {teams.length > 0 && (
            <Radio.Group value={to} onChange={setTo} label={t('transfer.teams')}>
              <Stack gap="sm" mt="sm">
                {teams.map((team) => (
                  <Radio
                    key={team.id}
                    value={`team:${team.id}`}
                    label={team.name}
                    description={
                      (team.id === row.team?.id ? `${t('transfer.current')} · ` : '') +
                      teamWords(team, t)
                    }
                  />
                ))}
              </Stack>
            </Radio.Group>
          )}
          {!colleagues.some((agent) => agent.online) && (
            <p className="ib-dialog-text">{t('transfer.nobodyFree')}</p>
          )}
          {colleagues.length > 0 && (
            <Radio.Group value={to} onChange={setTo} label={t('transfer.people')}>
              <Stack gap="sm" mt="sm">
                {colleagues.map((agent) => (
                  <Radio
                    key={agent.id}
                    value={`agent:${agent.id}`}
                    label={agent.name}
                    description={`${t(agent.online ? 'transfer.free' : 'transfer.away')} · ${t('transfer.load', { load: agent.load, capacity: agent.capacity })}`}
                  />
                ))}
              </Stack>
            </Radio.Group>
          )}
          <Textarea
            label={t('transfer.comment')}
            description={t('transfer.commentHelp')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={4000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('actions.cancel')}
            </Button>
            <Button disabled={!to} loading={busy} onClick={() => void send()}>
              {t('transfer.send')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
