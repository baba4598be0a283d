import { ActionIcon, Button, Group, Tooltip } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { deleteComment, editComment } from '../../shared/api/flows'
import type { Comment } from '../../shared/flow'
import { useEditor, useMayEdit } from '../EditorContext'
import { errorWords } from '../errorWords'
import { moment } from '../moment'
import styles from './comments.module.css'
import { Composer } from './Composer'
import { useThreadsChanged } from './threads'

/** One person's words; their author may change them, and delete them like the owner may. */
export function CommentItem({ thread, comment }: { thread: number; comment: Comment }) {
  const { t } = useTranslation()
  const { flowId, language } = useEditor()
  const mayEdit = useMayEdit()
  const changed = useThreadsChanged()
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const bin = useRef<HTMLButtonElement>(null)
  const item = useRef<HTMLLIElement>(null)
  const stop = () => {
    ;(doing === 'edit' ? pencil : bin).current?.focus()
    setDoing(null)
  }
  return (
    <li ref={item} data-testid="comment">
      <div className={styles.head}>
        <p className={styles.who}>
          <strong>{comment.by || t('comments.someone')}</strong>
          <time dateTime={comment.at}>{moment(comment.at, language)}</time>
          {comment.editedAt && (
            <time dateTime={comment.editedAt} data-testid="edited">
              {t('comments.edited', { at: moment(comment.editedAt, language) })}
            </time>
          )}
        </p>
        {mayEdit && comment.isMine && (
          <Tooltip label={t('comments.edit')}>
            <ActionIcon
              ref={pencil}
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t('comments.edit')}
              aria-expanded={doing === 'edit'}
              data-testid="edit-comment"
              onClick={() => (doing === 'edit' ? stop() : setDoing('edit'))}
            >
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        {mayEdit && comment.mayDelete && (
          <Tooltip label={t('comments.delete')}>
            <ActionIcon
              ref={bin}
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t('comments.delete')}
              aria-expanded={doing === 'delete'}
              data-testid="delete-comment"
              onClick={() => (doing === 'delete' ? stop() : setDoing('delete'))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {doing === 'edit' ? (
        <Composer
          label={t('comments.text')}
          action={t('comments.save')}
          before={comment.text}
          onCancel={stop}
          onSend={async (text) => {
            changed(await editComment(flowId, thread, comment.id, text))
            stop()
          }}
        />
      ) : (
        <p className={styles.text}>{comment.text}</p>
      )}
      {doing === 'delete' && (
        <AskDelete
          onCancel={stop}
          onDelete={async () => {
            const left = await deleteComment(flowId, thread, comment.id)
            item.current?.closest('aside')?.focus()
            changed(left)
          }}
        />
      )}
    </li>
  )
}

function AskDelete({
  onDelete,
  onCancel,
}: {
  onDelete: () => Promise<void>
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const go = async () => {
    setIsBusy(true)
    setProblem('')
    try {
      await onDelete()
    } catch (error) {
      setProblem(errorWords(error, t))
      setIsBusy(false)
    }
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCancel()
  }
  return (
    <div className={styles.asking}>
      <p>{t('comments.askDelete')}</p>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <Group gap={8}>
        <Button
          ref={first}
          size="xs"
          color="red"
          loading={isBusy}
          data-testid="confirm-delete"
          onClick={() => void go()}
          onKeyDown={leave}
        >
          {t('comments.deleteNow')}
        </Button>
        <Button size="xs" variant="default" disabled={isBusy} onClick={onCancel} onKeyDown={leave}>
          {t('cancel')}
        </Button>
      </Group>
    </div>
  )
}
