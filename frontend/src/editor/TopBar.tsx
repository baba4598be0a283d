import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconDots, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { CommandButton } from './commands/CommandButton'
import { commandById } from './commands/commands'
import { execute, useCommandContext } from './commands/CommandsProvider'
import { useDocument, useEditor, useMayEdit, useScreen } from './EditorContext'
import { LiveState } from './LiveState'
import { ProblemsButton } from './problems/ProblemsButton'
import { PublicationState } from './publication/PublicationState'
import { SavedState } from './SavedState'
import styles from './editor.module.css'

/** Name · saved state in words · problems · Try it · Publish, the only filled button. */
export function TopBar() {
  const { t } = useTranslation()
  const { flowsUrl, mayPublish } = useEditor()
  const mayEdit = useMayEdit()
  const { side, show } = useScreen()
  const name = useDocument((state) => state.document.name)
  return (
    <header className={styles.topBar}>
      {flowsUrl && (
        <Tooltip label={t('top.back')}>
          <ActionIcon
            component="a"
            href={flowsUrl}
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('top.back')}
          >
            <IconArrowLeft size={20} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <div className={styles.naming}>
        <h1 title={name} data-testid="flow-title">
          {name || t('settings.nameMissing')}
        </h1>
        <SavedState />
        <LiveState />
        <PublicationState />
      </div>
      <div className={styles.topActions}>
        <ProblemsButton />
        <span className={styles.narrowOnly}>
          <MoreMenu />
        </span>
        <span className={styles.wideOnly}>
          <CommandButton id="openVersions" words={t('command.openVersions')} />
          <CommandButton id="openComments" />
          <span className={styles.roomyOnly}>
            <CommandButton id="openLanguages" />
          </span>
          <CommandButton id="flowSettings" words={t('top.settings')} />
          <CommandButton id="openCommands" />
        </span>
        {mayEdit && (
          <Button
            variant="default"
            data-testid="try-it"
            aria-pressed={side === 'try'}
            aria-label={t('top.tryIt')}
            className={styles.folding}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            onClick={() => show({ side: side === 'try' ? 'inspector' : 'try' })}
          >
            <span>{t('top.tryIt')}</span>
          </Button>
        )}
        {mayPublish && (
          <Button
            data-testid="publish"
            className={styles.publish}
            onClick={() => show({ dialog: 'publish' })}
          >
            {t('top.publish')}
          </Button>
        )}
        {mayEdit && !mayPublish && (
          <Button
            data-testid="ask-for-review"
            className={styles.publish}
            onClick={() => show({ dialog: 'review' })}
          >
            {t('review.ask')}
          </Button>
        )}
      </div>
    </header>
  )
}

/** On a phone the quieter commands share one button. */
function MoreMenu() {
  const { t } = useTranslation()
  const context = useCommandContext()
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('top.more')}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {['openVersions', 'openComments', 'openLanguages', 'flowSettings', 'openCommands'].map(
          (id) => {
            const command = commandById(id)
            const Icon = command.icon
            return (
              <Menu.Item
                key={id}
                leftSection={<Icon size={16} aria-hidden />}
                onClick={() => execute(command, context)}
              >
                {t(`command.${id}`)}
              </Menu.Item>
            )
          },
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
