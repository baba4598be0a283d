import { ActionIcon, Button, Group, Loader, Menu, TextInput, Tooltip } from '@mantine/core'
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconDots,
  IconDownload,
  IconPlayerPlay,
  IconTrash,
  IconWritingSign,
} from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { SavedTalk, TalkResult } from '../../shared/api/talks'
import { TalkDifference } from './TalkDifference'
import styles from './talks.module.css'

interface Given {
  talk: SavedTalk
  result: TalkResult | undefined
  mayEdit: boolean
  isRunning: boolean
  isAccepting: boolean
  onRun: () => void
  onRename: (name: string) => void
  onRemove: () => void
  onTake: () => void
  onAccept: () => void
  onGoTo: (node: string) => void
}

/** One saved talk: how it went last, and what can be done with it. */
export function Talk({ talk, result, mayEdit, isRunning, isAccepting, ...on }: Given) {
  const { t } = useTranslation()
  const [isNaming, setIsNaming] = useState(false)
  const [isLeaving, setIsLeaving] = useState(false)
  const state = result?.state ?? 'new'
  return (
    <li data-testid="talk" data-state={state}>
      <div className={styles.head}>
        {isRunning ? <Loader size={16} aria-label={t('loading')} /> : <State state={state} />}
        {isNaming ? (
          <Naming
            name={talk.name}
            onDone={(name) => {
              setIsNaming(false)
              if (name && name !== talk.name) on.onRename(name)
            }}
          />
        ) : (
          <span className={styles.name} title={talk.name}>
            {talk.name}
          </span>
        )}
        <Tooltip label={t('talks.run')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={`${t('talks.run')}: ${talk.name}`}
            disabled={isRunning}
            data-testid="run-talk"
            onClick={on.onRun}
          >
            <IconPlayerPlay size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={`${t('talks.more')}: ${talk.name}`}
              data-testid="talk-more"
            >
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayEdit && (
              <Menu.Item
                leftSection={<IconWritingSign size={16} aria-hidden />}
                onClick={() => setIsNaming(true)}
              >
                {t('talks.rename')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={on.onTake}>
              {t('talks.export')}
            </Menu.Item>
            {mayEdit && (
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setIsLeaving(true)}
              >
                {t('talks.remove')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {isLeaving && (
        <div className={styles.asking}>
          <p>{t('talks.askRemove')}</p>
          <Group gap={6}>
            <Button size="compact-sm" color="red" onClick={on.onRemove}>
              {t('talks.remove')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setIsLeaving(false)}>
              {t('cancel')}
            </Button>
          </Group>
        </div>
      )}
      {(state === 'broken' || state === 'no_time') && (
        <p className={styles.told}>{t(`talks.${state}`)}</p>
      )}
      {result && state === 'failed' && (
        <>
          <TalkDifference result={result} onGoTo={on.onGoTo} />
          {mayEdit && (
            <Button
              size="compact-sm"
              variant="default"
              loading={isAccepting}
              data-testid="accept-talk"
              onClick={on.onAccept}
            >
              {t('talks.accept')}
            </Button>
          )}
        </>
      )}
    </li>
  )
}

function State({ state }: { state: TalkResult['state'] | 'new' }) {
  const { t } = useTranslation()
  const Icon =
    state === 'passed'
      ? IconCircleCheckFilled
      : state === 'new' || state === 'no_time'
        ? IconCircleDashed
        : IconAlertTriangleFilled
  return (
    <span
      className={styles.state}
      data-state={state}
      role="img"
      aria-label={t(`talks.state.${state}`)}
      title={t(`talks.state.${state}`)}
    >
      <Icon size={16} aria-hidden />
    </span>
  )
}

function Naming({ name, onDone }: { name: string; onDone: (name: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  return (
    <TextInput
      size="xs"
      flex={1}
      ref={field}
      aria-label={t('talks.name')}
      value={text}
      maxLength={120}
      data-testid="talk-rename"
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onDone(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text.trim())
        if (event.key === 'Escape') onDone('')
      }}
    />
  )
}
