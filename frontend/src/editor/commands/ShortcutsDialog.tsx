import { Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { useScreen } from '../EditorContext'
import { COMMANDS } from './commands'
import styles from './commands.module.css'
import { written } from './shortcuts'

/** Every key that does something. */
export function ShortcutsDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  return (
    <Dialog
      opened={dialog === 'shortcuts'}
      onClose={() => show({ dialog: null })}
      title={t('command.openShortcuts')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <dl className={styles.shortcuts}>
        {COMMANDS.filter((command) => command.shortcuts.length > 0).map((command) => (
          <div key={command.id}>
            <dt>{t(`command.${command.id}`)}</dt>
            <dd>
              {command.shortcuts.map((shortcut) => (
                <Kbd key={written(shortcut)}>{written(shortcut)}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
