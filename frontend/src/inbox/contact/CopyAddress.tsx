import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Copies an address, for where no mail program opens by itself. */
export function CopyAddress({ email }: { email: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(email)
      setCopied(true)
    } catch {
      // Not allowed here, as without HTTPS.
      notifications.show({
        color: 'red',
        title: t('card.copyFailed'),
        message: t('card.copyFailedHelp', { email }),
      })
    }
  }
  const Picture = copied ? IconCheck : IconCopy
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<Picture size={14} aria-hidden />}
        onClick={() => void copy()}
      >
        {t(copied ? 'card.copied' : 'card.copy')}
      </Button>
      <span className="fb-visually-hidden" role="status">
        {copied && t('card.copied')}
      </span>
    </>
  )
}
