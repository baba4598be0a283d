import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { ApiError } from '../../shared/api/client'
import { publish } from '../../shared/api/flows'
import type { LiveChoice, Problem } from '../../shared/flow'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDraft, useEditor, useScreen } from '../EditorContext'
import { errorWords } from '../errorWords'
import { ProblemItem } from '../problems/ProblemItem'
import { TalkChecks } from '../talks/TalkChecks'
import { LiveTalks } from './LiveTalks'
import styles from './versions.module.css'

/** Publishing: refused with the errors listed, warned of the warnings, with a note of what changed. */
export function PublishDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  return (
    <Modal
      opened={dialog === 'publish'}
      onClose={() => show({ dialog: null })}
      title={t('publish.title')}
      size={520}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Publish />
    </Modal>
  )
}

function Publish() {
  const { t } = useTranslation()
  const { flowId, saving } = useEditor()
  const { show } = useScreen()
  const { goTo } = useCanvasActions()
  const queries = useQueryClient()
  const problems = useDraft((draft) => draft.problems)
  const isUpToDate = useDraft(
    (draft) => draft.publishedRevision === draft.revision && draft.status === 'saved',
  )
  const [note, setNote] = useState('')
  const [live, setLive] = useState<LiveChoice>('stay')
  const [isBusy, setIsBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  const [number, setNumber] = useState<number | null>(null)
  const errors = problems.filter((problem) => problem.level === 'error')
  const warnings = problems.filter((problem) => problem.level === 'warning')

  const go = async () => {
    setIsBusy(true)
    setRefusal('')
    try {
      await saving.flush()
      const { status, revision } = saving.store.getState()
      if (status !== 'saved' && status !== 'readonly') return
      const version = await publish(flowId, revision, note.trim(), live)
      saving.published(version.number)
      setNumber(version.number)
      void queries.invalidateQueries({ queryKey: ['versions', flowId] })
      queries.removeQueries({ queryKey: ['live', flowId] })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft_is_stale') saving.failed(error)
      const found = error instanceof ApiError ? error.details['problems'] : null
      if (Array.isArray(found)) saving.store.setState({ problems: found as Problem[] })
      setRefusal(errorWords(error, t))
    } finally {
      setIsBusy(false)
    }
  }
  const jump = (id: string) => {
    show({ dialog: null, side: 'inspector' })
    goTo(id)
  }

  if (number !== null) {
    return (
      <Stack gap={16} data-testid="published">
        <p className={styles.done}>
          <IconCircleCheck size={22} aria-hidden /> {t('publish.done', { number })}
        </p>
        <Text size="sm">{t(`publish.done_${live}`)}</Text>
        <Group justify="flex-end">
          <Button
            component="a"
            variant="default"
            href={`/admin/channel_web/widget/for-flow/${encodeURIComponent(flowId)}/`}
          >
            {t('publish.toWidget')}
          </Button>
          <Button data-autofocus onClick={() => show({ dialog: null })}>
            {t('close')}
          </Button>
        </Group>
      </Stack>
    )
  }
  if (errors.length > 0) {
    return (
      <Stack gap={16} data-testid="publish-refused">
        <Text size="sm">{t('publish.refused', { count: errors.length })}</Text>
        <div className={styles.problems}>
          {errors.map((problem, index) => (
            <ProblemItem key={`${index}${problem.code}`} problem={problem} onGoTo={jump} />
          ))}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => show({ dialog: null })}>
            {t('close')}
          </Button>
        </Group>
      </Stack>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <Stack gap={16}>
        <Text size="sm">{isUpToDate ? t('publish.same') : t('publish.text')}</Text>
        {warnings.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={8}>
              {t('publish.warnings', { count: warnings.length })}
            </Text>
            <div className={styles.problems}>
              {warnings.map((problem, index) => (
                <ProblemItem key={`${index}${problem.code}`} problem={problem} onGoTo={jump} />
              ))}
            </div>
          </div>
        )}
        <TalkChecks />
        <LiveTalks choice={live} onChoose={setLive} />
        <Textarea
          data-autofocus
          data-testid="publish-note"
          label={t('publish.note')}
          description={t('publish.noteHelp')}
          value={note}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {refusal && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" disabled={isBusy} onClick={() => show({ dialog: null })}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isBusy} data-testid="confirm-publish">
            {t('top.publish')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
