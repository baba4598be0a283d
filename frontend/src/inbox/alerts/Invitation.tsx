import { ActionIcon, Button } from '@mantine/core'
import { IconBell, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { chime } from './chime'
import { choose, useChoices } from './choices'
import { mayNotify, worker } from './push'

/** Once in each browser: invites to be called by sound and notices, which are off at first. */
export function Invitation() {
  const { t } = useTranslation()
  const { sound, desktop, invited } = useChoices()
  if (sound || desktop || invited) return null
  const accept = async () => {
    choose({ sound: true, invited: true })
    chime()
    if (!(await mayNotify())) return
    await worker().catch(() => null) // without it the page itself shows notices
    choose({ desktop: true })
  }
  return (
    <aside className="ib-invitation" aria-label={t('alerts.title')}>
      <IconBell size={16} aria-hidden />
      <p>{t('alerts.invitation')}</p>
      <Button variant="default" size="compact-md" onClick={() => void accept()}>
        {t('alerts.switchOn')}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('alerts.notNow')}
        title={t('alerts.notNow')}
        onClick={() => choose({ invited: true })}
      >
        <IconX size={16} />
      </ActionIcon>
    </aside>
  )
}
