import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { CommandItems } from '../commands/CommandItems'
import { useMenuAt } from './menuAt'

/** What can be done with a card, by its menu; lines part what belongs together. */
export const CARD_COMMANDS = [
  ['tryFromHere', 'openComments'],
  ['editText', 'renameNode', 'replaceType', 'toggleFold'],
  ['addFrame', 'duplicate', 'copy', 'cut'],
  ['extractFlow', 'inlineFlow'],
  ['deleteAndReconnect', 'deleteSelection'],
]
const CANVAS_COMMANDS = [
  ['addNote', 'addFrame', 'paste'],
  ['selectAll', 'selectArea', 'foldAll', 'unfoldAll'],
  ['tidy', 'fit'],
]

/** The menu under the right mouse button, or a long press. */
export function CanvasMenu() {
  const { t } = useTranslation()
  const { at, of } = useMenuAt()
  if (!at) return null
  return (
    <Menu
      opened
      withinPortal
      returnFocus={false}
      position="bottom-start"
      offset={0}
      width={260}
      onClose={() => useMenuAt.setState({ at: null })}
    >
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('canvas.menu')} data-testid="canvas-menu">
        <CommandItems groups={of === 'cards' ? CARD_COMMANDS : CANVAS_COMMANDS} />
      </Menu.Dropdown>
    </Menu>
  )
}
