import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { CommandButton } from '../commands/CommandButton'
import { useMayEdit } from '../EditorContext'
import styles from './inspector.module.css'

/**
 * What can be done with the selected card. At the right end of every side panel stands what closes
 * it and nothing else: a click too many must not do harm.
 */
export function CardTools({ commands = [] }: { commands?: readonly string[] }) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit()
  const { selectOnly } = useCanvasActions()
  return (
    <>
      {mayEdit && commands.map((id) => <CommandButton key={id} id={id} />)}
      {mayEdit && commands.length > 0 && <span className={styles.toolsEnd} />}
      <ActionIcon
        className={styles.closePanel}
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('close')}
        data-testid="close-inspector"
        onClick={() => selectOnly([])}
      >
        <IconX size={18} aria-hidden />
      </ActionIcon>
    </>
  )
}
