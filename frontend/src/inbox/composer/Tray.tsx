import { ActionIcon, Button } from '@mantine/core'
import { IconAlertTriangle, IconFile, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { sizeOf } from '../conversation/sizeOf'
import type { Kind } from './begun'
import { pickAgain, unpick, type Picked } from './picked'

interface Given {
  conversation: string
  kind: Kind
  files: readonly Picked[]
  tooMany: boolean
  onRemoved: () => void
}

/** The files of the message that is being written: how far they are, and a way to take them back. */
export function Tray({ conversation, kind, files, tooMany, onRemoved }: Given) {
  const { t, i18n } = useTranslation()
  return (
    <>
      {files.length > 0 && (
        <ul className="ib-tray" aria-label={t('composer.attached')}>
          {files.map((picked) => {
            const { key, file, status, preview } = picked
            const { name } = file
            return (
              <li key={key} className="ib-picked" data-status={status}>
                {preview ? (
                  <img src={preview} alt="" />
                ) : (
                  <IconFile size={20} stroke={1.5} aria-hidden />
                )}
                <span className="ib-file-name" title={name}>
                  {name}
                </span>
                {status === 'uploading' && (
                  <progress
                    max={1}
                    value={picked.progress}
                    aria-label={t('composer.uploading', { name })}
                  />
                )}
                {status === 'ready' && <small>{sizeOf(file.size, i18n.language)}</small>}
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={32}
                  aria-label={t('composer.removeFile', { name })}
                  onClick={() => {
                    unpick(conversation, kind, key)
                    onRemoved()
                  }}
                >
                  <IconX size={16} />
                </ActionIcon>
                {status === 'failed' && (
                  <span className="ib-picked-problem" role="alert">
                    <IconAlertTriangle size={14} aria-hidden />
                    <span>{picked.problem || t('composer.uploadFailed')}</span>
                    {picked.again && (
                      <Button
                        size="compact-xs"
                        variant="light"
                        color="red"
                        onClick={() => pickAgain(conversation, kind, key)}
                      >
                        {t('composer.resend')}
                      </Button>
                    )}
                  </span>
                )}
                {status === 'ready' && (
                  <span className="fb-visually-hidden" role="status">
                    {t('composer.fileReady', { name })}
                  </span>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {tooMany && (
        <p className="ib-problem" role="alert">
          {t('composer.tooManyFiles')}
        </p>
      )}
    </>
  )
}
