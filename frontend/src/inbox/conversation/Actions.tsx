import { ActionIcon, Button, Menu } from '@mantine/core'
import { modals } from '@mantine/modals'
import {
  IconArrowForwardUp,
  IconCheck,
  IconDots,
  IconHandStop,
  IconRobot,
  type Icon,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { showProblem } from '../shell/showProblem'
import { claim, close, takeOver, type Outcome } from '../state/actions'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'
import { HandBackDialog } from './HandBackDialog'
import { TransferDialog } from './TransferDialog'

/** What can be done with the conversation now, by who has it. */
export function Actions({ row }: { row: Row }) {
  const { t } = useTranslation()
  const me = useInbox((state) => state.me?.id)
  const [busy, setBusy] = useState(false)
  const [dialog, setDialog] = useState<'transfer' | 'handBack' | null>(null)
  const mine = row.state === 'agent' && row.agent?.id === me

  const run = async (action: (row: Row) => Promise<Outcome>) => {
    setBusy(true)
    const done = showProblem(await action(row), t)
    setBusy(false)
    if (done && (action === claim || action === takeOver)) chooseView('mine')
  }
  const confirm = (title: string, text: string, label: string, action: () => void) =>
    modals.openConfirmModal({
      title,
      children: <p className="ib-dialog-text">{text}</p>,
      labels: { confirm: label, cancel: t('actions.cancel') },
      onConfirm: action,
    })

  if (row.state === 'closed') return null
  if (row.state === 'agent' && !mine) {
    const name = row.agent?.name ?? ''
    const label = t('actions.takeFrom', { name })
    return (
      <Button
        variant="default"
        loading={busy}
        onClick={() =>
          confirm(
            t('actions.takeFromTitle'),
            t('actions.takeFromText', { name }),
            label,
            () => void run(takeOver),
          )
        }
      >
        {label}
      </Button>
    )
  }
  if (!mine) {
    return (
      <Button
        leftSection={<IconHandStop size={16} aria-hidden />}
        loading={busy}
        onClick={() => void run(row.state === 'queued' ? claim : takeOver)}
      >
        {t('actions.takeOver')}
      </Button>
    )
  }
  const items: { label: string; icon: Icon; run: () => void }[] = [
    {
      label: t('actions.transfer'),
      icon: IconArrowForwardUp,
      run: () => setDialog('transfer'),
    },
    { label: t('actions.handBack'), icon: IconRobot, run: () => setDialog('handBack') },
    {
      label: t('actions.close'),
      icon: IconCheck,
      run: () =>
        confirm(
          t('actions.closeTitle'),
          t('actions.closeText'),
          t('actions.close'),
          () => void run(close),
        ),
    },
  ]
  return (
    <>
      <div className="ib-actions ib-wide-only">
        {items.map((item) => (
          <Button key={item.label} variant="default" loading={busy} px="sm" onClick={item.run}>
            {item.label}
          </Button>
        ))}
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            className="ib-slim-only"
            variant="default"
            size={44}
            aria-label={t('actions.more')}
          >
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map((item) => (
            <Menu.Item key={item.label} leftSection={<item.icon size={16} />} onClick={item.run}>
              {item.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <TransferDialog row={row} opened={dialog === 'transfer'} onClose={() => setDialog(null)} />
      <HandBackDialog row={row} opened={dialog === 'handBack'} onClose={() => setDialog(null)} />
    </>
  )
}
