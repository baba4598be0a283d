import { ActionIcon, Button, Menu } from '@mantine/core'
import { modals } from '@mantine/modals'
import {
  IconArrowForwardUp,
  IconCheck,
  IconDots,
  IconHandStop,
  IconMail,
  IconRobot,
  type Icon,
} from '@tabler/icons-react'
import { Fragment, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { composerBus } from '../composer/composerBus'
import { isHandheld } from '../shell/handheld'
import { showProblem } from '../shell/showProblem'
import { claim, close, takeOver, type Outcome } from '../state/actions'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'
import { HandBackDialog } from './HandBackDialog'
import { TransferDialog } from './TransferDialog'
import { useSecondClick } from './useSecondClick'

/** What can be done with the conversation now, by who has it. */
export function Actions({ row }: { row: Row }) {
  const mine = useInbox((state) => row.state === 'agent' && row.agent?.id === state.me?.id)
  const standing = mine ? 'mine' : row.state
  const guard = useSecondClick(standing)
  useKeptFocus(standing)
  return (
    <div className="ib-acts" {...guard}>
      <Buttons row={row} mine={mine} />
    </div>
  )
}

/**
 * Buttons change with who has the conversation. The focus that one of them had goes to its name; a
 * dialog that is closing has the focus until it is gone, however long that takes.
 */
function useKeptFocus(standing: string): void {
  const before = useRef(standing)
  useEffect(() => {
    if (before.current === standing) return
    before.current = standing
    let frame = 0
    const keep = () => {
      const focused = document.activeElement
      if (focused === document.body) document.getElementById('ib-who')?.focus()
      else if (focused?.closest('[role=dialog]')) frame = requestAnimationFrame(keep)
    }
    keep()
    return () => cancelAnimationFrame(frame)
  }, [standing])
}

function Buttons({ row, mine }: { row: Row; mine: boolean }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [dialog, setDialog] = useState<'transfer' | 'handBack' | null>(null)

  const run = async (action: (row: Row) => Promise<Outcome>) => {
    setBusy(true)
    const done = showProblem(await action(row), t)
    setBusy(false)
    if (!done || (action !== claim && action !== takeOver)) return
    chooseView('mine')
    if (isHandheld()) document.getElementById('ib-who')?.focus()
    else composerBus.focus('reply')
  }
  const confirm = (title: string, text: string, label: string, action: () => void) =>
    modals.openConfirmModal({
      title,
      children: <p className="ib-dialog-text">{text}</p>,
      labels: { confirm: label, cancel: t('actions.cancel') },
      onConfirm: action,
    })

  if (row.state === 'closed' && !row.mail) return null
  if (row.state === 'closed') {
    return (
      <Button
        variant="default"
        leftSection={<IconMail size={16} aria-hidden />}
        loading={busy}
        onClick={() => void run(takeOver)}
      >
        {t('mail.reopen')}
      </Button>
    )
  }
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
        aria-label={t('actions.takeOver')}
        onClick={() => void run(row.state === 'queued' ? claim : takeOver)}
      >
        <span className="ib-desk-only">{t('actions.takeOver')}</span>
        <span className="ib-phone-only">{t('actions.takeShort')}</span>
      </Button>
    )
  }
  const items: { label: string; icon: Icon; run: () => void; busy?: boolean }[] = [
    {
      label: t('actions.transfer'),
      icon: IconArrowForwardUp,
      run: () => setDialog('transfer'),
    },
    { label: t('actions.handBack'), icon: IconRobot, run: () => setDialog('handBack') },
    {
      label: t('actions.close'),
      icon: IconCheck,
      busy,
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
          <Button
            key={item.label}
            variant="default"
            loading={item.busy}
            disabled={busy && !item.busy}
            px="sm"
            onClick={item.run}
          >
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
            loading={busy}
            aria-label={t('actions.more')}
          >
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map((item, place) => (
            <Fragment key={item.label}>
              {place === items.length - 1 && <Menu.Divider />}
              <Menu.Item leftSection={<item.icon size={16} />} onClick={item.run}>
                {item.label}
              </Menu.Item>
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
      <TransferDialog row={row} opened={dialog === 'transfer'} onClose={() => setDialog(null)} />
      <HandBackDialog row={row} opened={dialog === 'handBack'} onClose={() => setDialog(null)} />
    </>
  )
}
