import { Button, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { commandById } from '../commands/commands'
import { execute, useCommandContext } from '../commands/CommandsProvider'
import { CardTools } from './CardTools'
import { PanelHeader } from './PanelHeader'
import styles from './inspector.module.css'

/** What can be done with several cards at once. */
export function SeveralSelected({ count }: { count: number }) {
  const { t } = useTranslation()
  const context = useCommandContext()
  return (
    <>
      <PanelHeader title={t('inspector.several', { count })} tools={<CardTools />} />
      <Stack gap={8} className={styles.body}>
        {['duplicate', 'copy', 'saveAsTemplate', 'deleteSelection'].map((id) => {
          const command = commandById(id)
          const Icon = command.icon
          return (
            <Button
              key={id}
              variant="default"
              justify="flex-start"
              leftSection={<Icon size={16} aria-hidden />}
              disabled={!command.isEnabled(context)}
              onClick={() => execute(command, context)}
            >
              {t(`command.${id}`)}
            </Button>
          )
        })}
      </Stack>
    </>
  )
}
