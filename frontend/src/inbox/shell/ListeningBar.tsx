import { Button } from '@mantine/core'
import { IconEar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { sitDown } from '../state/session'
import { useInbox } from '../state/store'

/** Says that one only listens in here, and what that means; leads to the inbox as usual. */
export function ListeningBar() {
  const { t } = useTranslation()
  const listening = useInbox((state) => state.listening)
  if (!listening) return null
  return (
    <div className="ib-bar" role="status">
      <IconEar size={16} aria-hidden />
      <span>{t('shell.listening')}</span>
      <Button size="compact-sm" variant="default" onClick={sitDown}>
        {t('shell.sitDown')}
      </Button>
    </div>
  )
}
