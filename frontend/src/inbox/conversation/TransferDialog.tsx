import { Button, Group, Radio, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import type { Agent, Row, Team } from '../api/types'
import { teamWords } from '../queues/teamWords'
import { showDialog } from '../shell/dialogs'
import { showProblem } from '../shell/showProblem'
import { transfer } from '../state/actions'
import { useInbox } from '../state/store'

interface Given {
  row: Row
  opened: boolean
  onClose: () => void
  onHandBack: () => void
}

/** Chooses the team or the colleague who goes on, with a note; says what can be done without any. */
export function TransferDialog({ row, opened, onClose, onHandBack }: Given) {
  const { t } = useTranslation()
  const teams = useInbox((state) => state.teams)
  const agents = useInbox((state) => state.agents)
  const me = useInbox((state) => state.me?.id)
  const colleagues = agents.filter((agent) => agent.id !== me)
  const anybody =
    colleagues.some((agent) => agent.present) ||
    (row.by_mail && teams.length + colleagues.length > 0)
  return (
    <Dialog opened={opened} onClose={onClose} title={t('transfer.title')}>
      {anybody ? (
        <Choice row={row} teams={teams} colleagues={colleagues} onClose={onClose} />
      ) : (
        <Alone absent={colleagues} onClose={onClose} onHandBack={onHandBack} />
      )}
    </Dialog>
  )
}

function Choice({
  row,
  teams,
  colleagues,
  onClose,
}: {
  row: Row
  teams: Team[]
  colleagues: Agent[]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [to, setTo] = useState('')
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState(false)
  /** As the server has it: a team takes it while somebody else of it answers. */
  const isStaffed = (team: Team) =>
    colleagues.some((agent) => agent.online && agent.teams.includes(team.id))
  const mayWait = (team: Team) => row.by_mail && team.id !== row.team?.id
  const send = async () => {
    const [kind, id] = to.split(':')
    setBusy(true)
    const outcome = await transfer(
      row,
      kind === 'team' ? { team: Number(id) } : { agent: Number(id) },
      comment,
    )
    setBusy(false)
    if (showProblem(outcome, t)) onClose()
  }
  const aboutTeam = (team: Team) => {
    const current = team.id === row.team?.id ? `${t('transfer.current')} · ` : ''
    if (isStaffed(team)) return current + teamWords(team, t)
    return current + t(mayWait(team) ? 'transfer.noOneLater' : 'transfer.noOne')
  }
  const aboutAgent = (agent: Agent) => {
    if (!agent.present) return t(row.by_mail ? 'transfer.later' : 'transfer.gone')
    const load = t('transfer.load', { load: agent.load, capacity: agent.capacity })
    return `${t(agent.online ? 'transfer.free' : 'transfer.away')} · ${load}`
  }
  return (
    <Stack gap="lg">
      {teams.length > 0 && (
        <Radio.Group value={to} onChange={setTo} label={t('transfer.teams')}>
          <Stack gap="sm" mt="sm">
            {teams.map((team) => (
              <Radio
                key={team.id}
                value={`team:${team.id}`}
                label={team.name}
                description={aboutTeam(team)}
                disabled={!isStaffed(team) && !mayWait(team)}
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
                description={aboutAgent(agent)}
                disabled={!agent.present && !row.by_mail}
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
  )
}

/** Nobody could take it: who is absent, and what is left to do. */
function Alone({
  absent,
  onClose,
  onHandBack,
}: {
  absent: Agent[]
  onClose: () => void
  onHandBack: () => void
}) {
  const { t, i18n } = useTranslation()
  const names = new Intl.ListFormat(i18n.language).format(absent.map((agent) => agent.name))
  return (
    <Stack gap="lg">
      <p className="ib-dialog-text">
        {t('transfer.alone')} {absent.length > 0 && t('transfer.absent', { names })}
      </p>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onHandBack}>
          {t('actions.handBack')}
        </Button>
        <Button
          onClick={() => {
            onClose()
            showDialog('snooze')
          }}
        >
          {t('transfer.snooze')}
        </Button>
      </Group>
    </Stack>
  )
}
