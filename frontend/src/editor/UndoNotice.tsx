import { Button, CloseButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useEditor } from './EditorContext'
import { useSaid } from './said'
import type { Change } from './state/documentStore'
import styles from './editor.module.css'

export const SHOWN_MS = 12_000

/** Says what has just been taken away, for as long as one click brings it back. */
export function UndoNotice() {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const [change, setChange] = useState<Change | null>(null)

  useEffect(
    () =>
      documents.subscribe((now, before) => {
        const last = now.done.at(-1)
        if (last === before.done.at(-1)) return
        const isNew = now.done.length >= before.done.length && now.undone.length === 0
        setChange(isNew && last?.notice ? last : null)
        useSaid.setState({ notice: null })
      }),
    [documents],
  )
  const said = useSaid((state) => state.notice)
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => useSaid.setState({ notice: null }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  useEffect(() => {
    if (!change) return
    const timer = setTimeout(() => setChange(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [change])

  return (
    <div className={styles.notices} role="status">
      {said && (
        <div className={styles.notice} data-testid="said">
          <span>{t(`notice.${said.key}`, said.values)}</span>
          <CloseButton
            size={28}
            aria-label={t('close')}
            onClick={() => useSaid.setState({ notice: null })}
          />
        </div>
      )}
      {change?.notice && (
        <div className={styles.notice} data-testid="undo-notice">
          <span>{t(`notice.${change.notice.key}`, change.notice.values)}</span>
          <Button
            size="compact-sm"
            variant="default"
            data-testid="notice-undo"
            onClick={() => documents.getState().undo()}
          >
            {t('command.undo')}
          </Button>
          <CloseButton size={28} aria-label={t('close')} onClick={() => setChange(null)} />
        </div>
      )}
    </div>
  )
}
