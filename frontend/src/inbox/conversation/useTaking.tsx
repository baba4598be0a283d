import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { composerBus } from '../composer/composerBus'
import { askFirst } from '../shell/askFirst'
import { isHandheld, isOneColumn } from '../shell/handheld'
import { showProblem } from '../shell/showProblem'
import { claim, takeOver } from '../state/actions'
import { chooseView } from '../state/session'
import { useInbox } from '../state/store'

interface Taking {
  label: string
  /** Nobody is passed over by it: it is what one came for. */
  isPlain: boolean
  busy: boolean
  take: () => void
}

/** How the conversation can be taken by whoever looks at it; null if it cannot, or is theirs. */
export function useTaking(row: Row): Taking | null {
  const { t } = useTranslation()
  const me = useInbox((state) => state.me?.id)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const done = showProblem(await (row.state === 'queued' ? claim : takeOver)(row), t)
    setBusy(false)
    if (!done) return
    // Where the list is out of sight it stays the one that leads back.
    if (!isOneColumn()) chooseView('mine')
    if (isHandheld()) document.getElementById('ib-who')?.focus()
    else composerBus.focus('reply')
  }
  const taking = { busy, isPlain: false, take: () => void run() }
  if (row.state === 'closed') return row.mail ? { ...taking, label: t('mail.reopen') } : null
  if (row.state !== 'agent') return { ...taking, isPlain: true, label: t('actions.takeOver') }
  if (row.agent?.id === me) return null
  const name = row.agent?.name ?? ''
  const label = t('actions.takeFrom', { name })
  const ask = () =>
    askFirst(
      {
        title: t('actions.takeFromTitle'),
        text: t('actions.takeFromText', { name }),
        label,
        run: () => void run(),
      },
      t,
    )
  return { ...taking, label, take: ask }
}
