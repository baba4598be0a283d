import {
  IconCheck,
  IconCloudOff,
  IconExclamationCircle,
  IconEye,
  IconLoader2,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'

import { useDraft, useEditor } from './EditorContext'
import styles from './editor.module.css'
import { moment } from './moment'

/** Whether the author's work is safe, in words. */
export function SavedState() {
  const { t } = useTranslation()
  const { documents, language, saving } = useEditor()
  const isTyping = useStore(documents.typing, (state) => state.held !== null)
  const known = useDraft((draft) => draft.status)
  const status = known === 'saved' && isTyping ? 'dirty' : known
  const savedAt = useDraft((draft) => draft.savedAt)
  const refusal = useDraft((draft) => draft.refusal)
  const time = savedAt ? moment(savedAt, language) : ''
  const shown = {
    saved: { icon: <IconCheck size={14} aria-hidden />, words: t('saved.saved', { time }) },
    dirty: { icon: <IconLoader2 size={14} aria-hidden />, words: t('saved.saving') },
    saving: { icon: <IconLoader2 size={14} aria-hidden />, words: t('saved.saving') },
    retrying: { icon: <IconCloudOff size={14} aria-hidden />, words: t('saved.retrying') },
    refused: {
      icon: <IconExclamationCircle size={14} aria-hidden />,
      words: t('saved.refused', { why: refusal }),
    },
    conflict: { icon: <IconExclamationCircle size={14} aria-hidden />, words: t('saved.conflict') },
    readonly: { icon: <IconEye size={14} aria-hidden />, words: t('saved.readonly') },
  }[status]
  return (
    <p className={styles.saved} data-status={status} data-testid="saved-state" role="status">
      {shown.icon}
      <span>{shown.words}</span>
      {status === 'retrying' && (
        <button type="button" onClick={() => void saving.flush().catch(() => undefined)}>
          {t('saved.now')}
        </button>
      )}
    </p>
  )
}
