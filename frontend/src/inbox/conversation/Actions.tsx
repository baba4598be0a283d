import { ActionIcon, Button, Menu } from '@mantine/core'
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
import { askFirst } from '../shell/askFirst'
import { showProblem } from '../shell/showProblem'
import { close } from '../state/actions'
import { useKeyHint } from '../shell/useKeyHint'
import { useInbox } from '../state/store'
import { actionBus, type Act } from './actionBus'
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
  const hint = useKeyHint()
  const [busy, setBusy] = useState(false)
  const [dialog, setDialog] = useState<'transfer' | 'handBack' | null>(null)

  const end = async () => {
    setBusy(true)
    showProblem(await close(row), t)
    setBusy(false)
  }
  const askToEnd = () =>
    askFirst(
      {
        title: t('actions.closeTitle'),
        text: t('actions.closeText'),
        label: t('actions.close'),
        run: () => void end(),
      },
      t,
    )

  const items: { act: Act; key: string; label: string; icon: Icon; run: () => void }[] = [
    {
      act: 'transfer',
      key: 'f',
      label: t('actions.transfer'),
      icon: IconArrowForwardUp,
      run: () => setDialog('transfer'),
    },
    {
      act: 'handBack',
      key: 'b',
      label: t('actions.handBack'),
      icon: IconRobot,
      run: () => setDialog('handBack'),
    },
    { act: 'close', key: 'e', label: t('actions.close'), icon: IconCheck, run: askToEnd },
  ]
  const isBusy = busy || taking?.busy
  useEffect(() => {
    if (isBusy || !(taking || mine)) return
    const runs = items.map(({ act, run }) => [act, run] as const)
    actionBus.listener = taking ? { take: taking.take } : Object.fromEntries(runs)
    return () => {
      actionBus.listener = null
    }
  })

  if (taking) {
    const Picture = row.state === 'closed' ? IconMail : IconHandStop
    return (
      <Button
        className="ib-desk-only"
        variant={taking.isPlain ? 'filled' : 'default'}
        leftSection={row.state !== 'agent' && <Picture size={16} aria-hidden />}
        loading={taking.busy}
        {...hint('a', taking.label)}
        onClick={taking.take}
      >
        {taking.label}
      </Button>
    )
  }
  if (!mine) return null
  return (
    <>
      <div className="ib-actions">
        {items.map((item, place) => (
          <Button
            key={item.label}
            variant="default"
            loading={busy && item.act === 'close'}
            disabled={busy && item.act !== 'close'}
            px="sm"
            {...hint(item.key, t(`keys.${item.act}`))}
            data-folds={place < items.length - 1 || undefined}
            onClick={item.run}
          >
            {item.label}
          </Button>
        ))}
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            className="ib-act-more"
            variant="default"
            size={36}
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
              <Menu.Item
                leftSection={<item.icon size={16} />}
                onClick={item.run}
                {...hint(item.key, t(`keys.${item.act}`))}
              >
                {item.label}
              </Menu.Item>
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
      <TransferDialog
        row={row}
        opened={dialog === 'transfer'}
        onClose={() => setDialog(null)}
        onHandBack={() => setDialog('handBack')}
      />
      <HandBackDialog row={row} opened={dialog === 'handBack'} onClose={() => setDialog(null)} />
    </>
  )
}
