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
import { showProblem } from '../shell/showProblem'
import { close } from '../state/actions'
import { useInbox } from '../state/store'
import { HandBackDialog } from './HandBackDialog'
import { TransferDialog } from './TransferDialog'
import { useSecondClick } from './useSecondClick'
import { useTaking } from './useTaking'

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
  const taking = useTaking(row)
  const [busy, setBusy] = useState(false)
  const [dialog, setDialog] = useState<'transfer' | 'handBack' | null>(null)

  const end = async () => {
    setBusy(true)
    showProblem(await close(row), t)
    setBusy(false)
  }
  const askToEnd = () =>
    modals.openConfirmModal({
      title: t('actions.closeTitle'),
      children: <p className="ib-dialog-text">{t('actions.closeText')}</p>,
      labels: { confirm: t('actions.close'), cancel: t('actions.cancel') },
      onConfirm: () => void end(),
    })

  if (taking) {
    const Picture = row.state === 'closed' ? IconMail : IconHandStop
    return (
      <Button
        className="ib-desk-only"
        variant={taking.isPlain ? 'filled' : 'default'}
        leftSection={row.state !== 'agent' && <Picture size={16} aria-hidden />}
        loading={taking.busy}
        onClick={taking.take}
      >
        {taking.label}
      </Button>
    )
  }
  if (!mine) return null
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
      run: askToEnd,
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
