import { Button } from '@mantine/core'
import { IconClock, IconCloudOff, IconLock } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useInbox } from '../state/store'
import { ListeningBar } from './ListeningBar'

const PATIENCE_MS = 1_500

/** Says when what is shown may be out of date, and why; else that one only listens in. */
export function ConnectionBar() {
  const { t } = useTranslation()
  const connection = useInbox((state) => state.connection)
  const delayed = useInbox((state) => state.delayed)
  const [lostForLong, setLostForLong] = useState(false)
  useEffect(() => {
    if (connection !== 'lost') return
    const timer = window.setTimeout(() => setLostForLong(true), PATIENCE_MS)
    return () => {
      window.clearTimeout(timer)
      setLostForLong(false)
    }
  }, [connection])
  if (connection === 'signed_out') {
    return (
      <div className="ib-bar" data-level="bad" role="alert">
        <IconLock size={16} aria-hidden />
        <span>{t('shell.signedOut')}</span>
        <Button size="compact-sm" component="a" href="/inbox/">
          {t('shell.signIn')}
        </Button>
      </div>
    )
  }
  if (connection === 'live' && delayed) {
    return (
      <div className="ib-bar" data-level="warn" role="status">
        <IconClock size={16} aria-hidden />
        <span>{t('shell.delayed')}</span>
      </div>
    )
  }
  if (connection !== 'lost' || !lostForLong) return <ListeningBar />
  return (
    <div className="ib-bar" data-level="warn" role="alert">
      <IconCloudOff size={16} aria-hidden />
      <span>{t('shell.lost')}</span>
    </div>
  )
}
