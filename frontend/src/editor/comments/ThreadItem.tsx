import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { replyTo, resolveThread } from '../../shared/api/flows'
import type { Thread } from '../../shared/flow'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDocument, useEditor, useMayEdit } from '../EditorContext'
import { errorWords } from '../errorWords'
import styles from './comments.module.css'
import { CommentItem } from './CommentItem'
import { Composer } from './Composer'
import { useThreadsChanged } from './threads'
import { useCardName } from './useCardName'

/** One thread: what it is about, what was said, and the two things one can do. */
export function ThreadItem({ thread }: { thread: Thread }) {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const mayEdit = useMayEdit()
  const changed = useThreadsChanged()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const resolve = async () => {
    setIsBusy(true)
    setProblem('')
    try {
      changed(await resolveThread(flowId, thread.id, !thread.resolved))
    } catch (error) {
      setProblem(errorWords(error, t))
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <article className={styles.thread} data-testid={`thread-${thread.node || 'flow'}`}>
      <About thread={thread} />
      <ol>
        {thread.comments.map((comment) => (
          <CommentItem key={comment.id} thread={thread.id} comment={comment} />
        ))}
      </ol>
      {thread.resolved && thread.resolvedBy && (
        <p className={styles.by}>{t('comments.resolvedBy', { who: thread.resolvedBy })}</p>
      )}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {mayEdit && (
        <>
          {!thread.resolved && (
            <Composer
              label={t('comments.reply')}
              action={t('comments.send')}
              onSend={async (text) => changed(await replyTo(flowId, thread.id, text))}
            />
          )}
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            data-testid="resolve"
            onClick={() => void resolve()}
          >
            {t(thread.resolved ? 'comments.reopen' : 'comments.resolve')}
          </Button>
        </>
      )}
    </article>
  )
}

function About({ thread }: { thread: Thread }) {
  const { t } = useTranslation()
  const { goTo } = useCanvasActions()
  const nameOf = useCardName()
  const isThere = useDocument(
    ({ document }) =>
      document.nodes.some((node) => node.id === thread.node) ||
      document.triggers.some((trigger) => trigger.id === thread.node),
  )
  if (!thread.node) return <p className={styles.about}>{t('comments.wholeFlow')}</p>
  const name = nameOf(thread.node, thread)
  if (!isThere)
    return (
      <p className={styles.about} data-testid="gone">
        {name} <span className={styles.gone}>{t('comments.gone')}</span>
      </p>
    )
  return (
    <button type="button" className={styles.about} onClick={() => goTo(thread.node)}>
      {name}
    </button>
  )
}
