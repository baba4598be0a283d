import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Blank } from './Blank'

/** For someone whose role has no inbox. */
export function NoPermission({ adminUrl }: { adminUrl: string }) {
  const { t } = useTranslation()
  return (
    <main className="ib-alone">
      <Blank
        icon={IconLock}
        title={t('shell.noPermissionTitle')}
        text={t('shell.noPermission')}
        action={
          <Button component="a" href={adminUrl}>
            {t('shell.toAdmin')}
          </Button>
        }
      />
    </main>
  )
}
