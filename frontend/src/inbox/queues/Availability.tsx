import { Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { showProblem } from '../shell/showProblem'
import { TwoClocks } from '../shell/TwoClocks'
import { setAvailability } from '../state/actions'
import { useInbox } from '../state/store'

/** Whether conversations may come to me. Being here with it on is what makes me available. */
export function Availability() {
  const { t } = useTranslation()
  const me = useInbox((state) => state.me)
  const load = useInbox((state) => state.counts?.chats ?? state.me?.load ?? 0)
  const zone = useInbox(({ teams }) => teams.find((team) => me?.teams.includes(team.id))?.zone)
  const [busy, setBusy] = useState(false)
  if (!me) return <div className="ib-availability" aria-hidden />
  const online = me.state === 'online'
  const change = async (checked: boolean) => {
    setBusy(true)
    showProblem(await setAvailability(checked ? 'online' : 'away'), t)
    setBusy(false)
  }
  return (
    <div className="ib-availability" data-on={online}>
      <Switch
        checked={online}
        disabled={busy}
        onChange={(event) => void change(event.currentTarget.checked)}
        label={t(online ? 'availability.online' : 'availability.away')}
        aria-label={`${t('availability.label')}: ${t(online ? 'availability.online' : 'availability.away')}`}
        color="teal"
      />
      <small>
        {online
          ? t('availability.load', { load, capacity: me.capacity })
          : t('availability.awayHelp')}
      </small>
      {zone && <TwoClocks zone={zone} />}
    </div>
  )
}
