import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import styles from './editor.module.css'
import { useDocument, useDraft, useEditor } from './EditorContext'
import { DifferenceList } from './versions/DifferenceList'
import { differences } from './state/differences'

/** Somebody saved meanwhile: what differs, and which of the two to keep. Never decided silently. */
export function ConflictDialog() {
  const { t } = useTranslation()
  const { saving, catalogue } = useEditor()
  const conflict = useDraft((draft) => draft.conflict)
  const mine = useDocument((state) => state.document)
  const [isBusy, setIsBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  if (!conflict) return null
  const decide = async (how: () => Promise<void>) => {
    setIsBusy(true)
    setFailed(false)
    try {
      await how()
    } catch {
      setFailed(true)
    } finally {
      setIsBusy(false)
    }
  }
  const who = conflict.savedBy || t('conflict.someone')
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size={560}
      title={t('conflict.title')}
      data-testid="conflict"
    >
      <Stack gap={16}>
        <Text size="sm">{t('conflict.text', { who })}</Text>
        <div>
          <Text size="sm" fw={600}>
            {t('conflict.theirs', { who })}
          </Text>
          <DifferenceList differences={differences(mine, conflict.document, catalogue)} />
        </div>
        {failed && (
          <Text size="sm" c="var(--fb-bad)" role="alert">
            {t('error.offline')}
          </Text>
        )}
        <Group justify="flex-end" gap={8} className={styles.choices}>
          <Button
            variant="default"
            disabled={isBusy}
            data-testid="take-theirs"
            onClick={() => void decide(saving.takeTheirs)}
          >
            {t('conflict.takeTheirs')}
          </Button>
          <Button
            loading={isBusy}
            data-testid="keep-mine"
            onClick={() => void decide(saving.keepMine)}
          >
            {t('conflict.keepMine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
