import { Menu } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'

import { commandById } from './commands'
import { execute, useCommandContext } from './CommandsProvider'
import styles from './commands.module.css'
import { written } from './shortcuts'

/** Commands as items of a menu: those that can be done now. */
export function CommandItems({ groups }: { groups: readonly (readonly string[])[] }) {
  const { t } = useTranslation()
  const context = useCommandContext()
  const enabled = groups
    .map((ids) => ids.map(commandById).filter((command) => command.isEnabled(context)))
    .filter((commands) => commands.length > 0)
  return enabled.map((commands, index) => (
    <Fragment key={commands[0]?.id}>
      {index > 0 && <Menu.Divider />}
      {commands.map((command) => {
        const Icon = command.icon
        const shortcut = command.shortcuts[0]
        return (
          <Menu.Item
            key={command.id}
            leftSection={<Icon size={16} stroke={1.75} aria-hidden />}
            rightSection={shortcut && <span className={styles.hint}>{written(shortcut)}</span>}
            data-testid={`item-${command.id}`}
            onClick={() => execute(command, context)}
          >
            {t(`command.${command.id}`)}
          </Menu.Item>
        )
      })}
    </Fragment>
  ))
}
