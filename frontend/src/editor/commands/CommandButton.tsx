import { ActionIcon, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import styles from './commands.module.css'
import { commandById } from './commands'
import { execute, useCommandContext } from './CommandsProvider'
import { written } from './shortcuts'

interface Given {
  id: string
  /** For one that stays on. */
  isPressed?: boolean
  /** A short name beside the icon, where the window has room for words. */
  words?: string
}

/** A command as an icon button; its name and shortcut on hover. */
export function CommandButton({ id, isPressed, words }: Given) {
  const { t } = useTranslation()
  const context = useCommandContext()
  const command = commandById(id)
  const Icon = command.icon
  const name = t(`command.${id}`)
  const shortcut = command.shortcuts[0]
  return (
    <Tooltip label={shortcut ? `${name} (${written(shortcut)})` : name}>
      <ActionIcon
        variant={isPressed ? 'light' : 'subtle'}
        color={isPressed ? undefined : 'gray'}
        size={32}
        className={words ? styles.worded : undefined}
        aria-label={name}
        aria-pressed={isPressed}
        data-testid={`command-${id}`}
        disabled={!command.isEnabled(context)}
        onClick={() => execute(command, context)}
      >
        <Icon size={18} stroke={1.75} aria-hidden />
        {words && <span className={styles.words}>{words}</span>}
      </ActionIcon>
    </Tooltip>
  )
}
