import { ActionIcon, Alert, Button, SegmentedControl, Skeleton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { beginThread } from '../../shared/api/flows'
import type { Thread } from '../../shared/flow'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useSelection } from '../canvas/useSelection'
import { useDocument, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { errorWords } from '../errorWords'
import { PanelHeader } from '../inspector/PanelHeader'
import styles from './comments.module.css'
import { Composer } from './Composer'
import { ThreadItem } from './ThreadItem'
import { useThreads, useThreadsChanged } from './threads'
import { useCardName } from './useCardName'

/** What is said about the flow and its steps; about the selected step when there is one. */
export function CommentsPanel() {
  const { t } = useTranslation()
  const { flowId, saving } = useEditor()
  const mayEdit = useMayEdit()
  const { show } = useScreen()
  const { selectOnly } = useCanvasActions()
  const selection = useSelection()
  const about = useAbout(selection)
  const nameOf = useCardName()
  const found = useThreads()
  const changed = useThreadsChanged()
  const [shown, setShown] = useState<'open' | 'resolved'>('open')
  const begin = async (text: string) => {
    await saving.flush()
    changed(await beginThread(flowId, about, text))
    setShown('open')
  }
  return (
    <aside
      className={styles.panel}
      aria-label={t('comments.label')}
      tabIndex={-1}
      data-testid="comments-panel"
    >
      <PanelHeader
        title={about ? t('comments.about', { name: nameOf(about) }) : t('comments.label')}
        tools={
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('close')}
            onClick={() => show({ side: 'inspector' })}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        }
      />
      {mayEdit && (
        <div className={styles.begin}>
          <Composer
            key={about}
            label={about ? t('comments.onStep') : t('comments.onFlow')}
            action={t('comments.add')}
            onSend={begin}
            isFirst
          />
          {about && (
            <Button size="compact-xs" variant="subtle" onClick={() => selectOnly([])}>
              {t('comments.all')}
            </Button>
          )}
        </div>
      )}
      <div className={styles.filter}>
        <SegmentedControl
          size="xs"
          fullWidth
          value={shown}
          aria-label={t('comments.which')}
          data={[
            { value: 'open', label: t('comments.open') },
            { value: 'resolved', label: t('comments.resolved') },
          ]}
          onChange={(value) => setShown(value as 'open' | 'resolved')}
        />
      </div>
      <div className={styles.threads}>
        {found.isPending && (
          <Skeleton height={64} role="status" aria-label={t('comments.loading')} />
        )}
        {found.isError && !found.data && (
          <Alert color="red" title={t('comments.notLoaded')}>
            {errorWords(found.error, t)}
            <Button mt={8} size="xs" variant="default" onClick={() => void found.refetch()}>
              {t('retry')}
            </Button>
          </Alert>
        )}
        {found.data && (
          <Threads
            threads={found.data.filter(
              (thread) =>
                thread.resolved === (shown === 'resolved') && (!about || thread.node === about),
            )}
            isResolved={shown === 'resolved'}
          />
        )}
      </div>
    </aside>
  )
}

function Threads({ threads, isResolved }: { threads: Thread[]; isResolved: boolean }) {
  const { t } = useTranslation()
  if (threads.length === 0)
    return (
      <p className={styles.empty}>{t(isResolved ? 'comments.noneResolved' : 'comments.none')}</p>
    )
  return threads.map((thread) => <ThreadItem key={thread.id} thread={thread} />)
}

/** The one selected card that can be commented on, or nothing for the whole flow. */
function useAbout(selection: readonly string[]): string {
  const only = selection.length === 1 ? (selection[0] ?? '') : ''
  const isThere = useDocument(
    ({ document }) =>
      document.nodes.some((node) => node.id === only) ||
      document.triggers.some((trigger) => trigger.id === only),
  )
  return isThere ? only : ''
}
