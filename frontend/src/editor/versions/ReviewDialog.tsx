import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { askForReview } from '../../shared/api/flows'
import { useDraft, useEditor, useScreen } from '../EditorContext'
import { usePublicationChanged } from '../publication/usePublication'
import { ChangesSince } from './ChangesSince'
import { Refused } from './Refused'
import { useArrived } from './useArrived'
import { useSending } from './useSending'

/** Asking whoever may publish to look at the draft, with what changed and a note. */
export function ReviewDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  const [note, setNote] = useState('')
  return (
    <Dialog
      opened={dialog === 'review'}
      onClose={() => show({ dialog: null })}
      title={t('review.ask')}
      size={560}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Asking note={note} onNote={setNote} />
    </Dialog>
  )
}

function Asking({ note, onNote }: { note: string; onNote: (note: string) => void }) {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const { show } = useScreen()
  const changed = usePublicationChanged()
  const problems = useDraft((draft) => draft.problems)
  const { send, isBusy, refusal } = useSending()
  const hasArrived = useArrived()
  const errors = problems.filter((problem) => problem.level === 'error')
  if (errors.length > 0) return <Refused errors={errors} />
  const ask = () =>
    send(async (revision) => {
      changed(await askForReview(flowId, revision, note.trim()))
      onNote('')
      show({ dialog: null })
    })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void ask()
      }}
    >
      <Stack gap={16}>
        <Text size="sm">{t('review.text')}</Text>
        <ChangesSince back="review" />
        <Textarea
          data-autofocus
          data-testid="review-note"
          label={t('review.note')}
          description={t('review.noteHelp')}
          value={note}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => onNote(event.currentTarget.value)}
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
          <Button
            type="submit"
            loading={isBusy}
            disabled={!hasArrived}
            data-testid="confirm-review"
          >
            {t('review.ask')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
