import { ActionIcon, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { commandById } from './commands'
import { execute, useCommandContext } from './CommandsProvider'
import { written } from './shortcuts'

/** A command as an icon button; its name and shortcut on hover. `isPressed` for one that stays on. */
export function CommandButton({ id, isPressed }: { id: string; isPressed?: boolean }) {
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
        aria-label={name}
        aria-pressed={isPressed}
        data-testid={`command-${id}`}
        disabled={!command.isEnabled(context)}
        onClick={() => execute(command, context)}
      >
        <Icon size={18} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
