import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { CARD_COMMANDS } from '../canvas/CanvasMenu'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { CommandButton } from '../commands/CommandButton'
import { CommandItems } from '../commands/CommandItems'
import { useMayEdit } from '../EditorContext'
import styles from './inspector.module.css'

/**
 * What can be done with the selected card. At the right end of every side panel stands what closes
 * it and nothing else: a click too many must not do harm.
 */
export function CardTools({
  commands = [],
  hasMenu = false,
}: {
  commands?: readonly string[]
  /** All that can be done with it, in a menu: a right click is not for everybody. */
  hasMenu?: boolean
}) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit()
  const { selectOnly } = useCanvasActions()
  return (
    <>
      {mayEdit && commands.map((id) => <CommandButton key={id} id={id} />)}
      {mayEdit && hasMenu && (
        <Menu position="bottom-end" width={260} withinPortal returnFocus={false}>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t('top.more')}
              data-testid="more-commands"
            >
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <CommandItems groups={CARD_COMMANDS} />
          </Menu.Dropdown>
        </Menu>
      )}
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
