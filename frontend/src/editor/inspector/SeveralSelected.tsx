import { Button, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { alignments } from '../commands/align'
import { CommandButton } from '../commands/CommandButton'
import { commandById } from '../commands/commands'
import { execute, useCommandContext } from '../commands/CommandsProvider'
import { useDocument, useMayEdit } from '../EditorContext'
import { CardTools } from './CardTools'
import { Colors } from './Colors'
import { PanelHeader } from './PanelHeader'
import styles from './inspector.module.css'

const ACTIONS = [
  'addFrame',
  'toggleFold',
  'duplicate',
  'copy',
  'cut',
  'extractFlow',
  'saveAsTemplate',
  'deleteAndReconnect',
  'deleteSelection',
]

/** What can be done with several cards at once. */
export function SeveralSelected({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const context = useCommandContext()
  const mayEdit = useMayEdit()
  const hasAreas = useDocument(({ document }) =>
    [...document.notes, ...document.frames].some((area) => ids.includes(area.id)),
  )
  return (
    <>
      <PanelHeader title={t('inspector.several', { count: ids.length })} tools={<CardTools />} />
      <Stack gap={8} className={styles.body}>
        {mayEdit && (
          <div
            className={styles.alignments}
            role="toolbar"
            aria-label={t('inspector.arrange')}
            data-testid="alignments"
          >
            {alignments.map((command) => (
              <CommandButton key={command.id} id={command.id} />
            ))}
          </div>
        )}
        {mayEdit && hasAreas && <Colors ids={ids} value={null} />}
        {ACTIONS.map((id) => {
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
