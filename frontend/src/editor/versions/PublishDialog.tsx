import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { publish, schedule } from '../../shared/api/flows'
import type { LiveChoice } from '../../shared/flow'
import { useDraft, useEditor, useScreen } from '../EditorContext'
import { dueWords } from '../publication/due'
import { usePublication, usePublicationChanged } from '../publication/usePublication'
import { TalkChecks } from '../talks/TalkChecks'
import { ChangesSince } from './ChangesSince'
import { LiveTalks } from './LiveTalks'
import { Parts } from './Parts'
import { Problems } from './Problems'
import { Refused } from './Refused'
import { useArrived } from './useArrived'
import { useSending } from './useSending'
import styles from './versions.module.css'
import { When, type Moment } from './When'

interface Plan {
  note: string
  live: LiveChoice
  when: Moment
}

const NOTHING: Plan = { note: '', live: 'stay', when: null }

/**
 * Publishing, now or at an hour: refused with the errors listed, warned of the warnings, with what
 * changed and a note. What was written stays while the changes are looked at on the canvas.
 */
export function PublishDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  const [plan, setPlan] = useState(NOTHING)
  const [done, setDone] = useState<number | string | null>(null)
  return (
    <Dialog
      opened={dialog === 'publish'}
      onClose={() => show({ dialog: null })}
      onExitTransitionEnd={() => setDone(null)}
      title={t('publish.title')}
      size={560}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {done === null ? (
        <Publish
          plan={plan}
          onPlan={(change) => setPlan({ ...plan, ...change })}
          onDone={(what) => {
            setDone(what)
            setPlan({ ...NOTHING, live: plan.live })
          }}
        />
      ) : (
        <Done what={done} live={plan.live} />
      )}
    </Dialog>
  )
}

interface Given {
  plan: Plan
  onPlan: (change: Partial<Plan>) => void
  /** With the version's number, or the hour in words. */
  onDone: (what: number | string) => void
}

function Publish({ plan, onPlan, onDone }: Given) {
  const { t } = useTranslation()
  const { flowId, saving, language } = useEditor()
  const { show } = useScreen()
  const queries = useQueryClient()
  const { data: known } = usePublication()
  const changed = usePublicationChanged()
  const problems = useDraft((draft) => draft.problems)
  const isUpToDate = useDraft(
    (draft) => draft.publishedRevision === draft.revision && draft.status === 'saved',
  )
  const isFirst = useDraft((draft) => draft.publishedNumber === null)
  const { send, isBusy, refusal } = useSending()
  const hasArrived = useArrived()
  const errors = problems.filter((problem) => problem.level === 'error')
  const warnings = problems.filter((problem) => problem.level === 'warning')
  if (errors.length > 0) return <Refused errors={errors} />

  const go = () =>
    send(async (revision) => {
      const { live, when } = plan
      const note = plan.note.trim()
      if (when) {
        const found = await schedule(flowId, { revision, note, live, ...when })
        changed(found)
        const due = found.scheduled?.dueAt ?? ''
        onDone(due && dueWords(due, found.timezone, language))
        return
      }
      const version = await publish(flowId, revision, note, live)
      saving.published(version.number)
      onDone(version.number)
      void queries.invalidateQueries({ queryKey: ['versions', flowId] })
      void queries.invalidateQueries({ queryKey: ['publication', flowId] })
      queries.removeQueries({ queryKey: ['live', flowId] })
    })

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <Stack gap={16}>
        <Text size="sm">{isUpToDate ? t('publish.same') : t('publish.text')}</Text>
        {known?.review?.state === 'open' && (
          <Text size="sm" className={styles.asked}>
            {t('publish.approves', { who: known.review.by || t('comments.someone') })}
            {known.review.note && ` ${t('quoted', { word: known.review.note })}`}
          </Text>
        )}
        <ChangesSince back="publish" />
        {known && <Parts publication={known} />}
        {warnings.length > 0 && (
          <div>
            <Text size="sm" fw={600} mb={8}>
              {t('publish.warnings', { count: warnings.length })}
            </Text>
            <Problems problems={warnings} />
          </div>
        )}
        <TalkChecks />
        <LiveTalks choice={plan.live} onChoose={(live) => onPlan({ live })} />
        <Textarea
          data-autofocus
          data-testid="publish-note"
          label={t(isFirst ? 'publish.noteFirst' : 'publish.note')}
          description={t('publish.noteHelp')}
          value={plan.note}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => onPlan({ note: event.currentTarget.value })}
        />
        {known && (
          <When value={plan.when} timezone={known.timezone} onChange={(when) => onPlan({ when })} />
        )}
        {known?.scheduled?.state === 'waiting' && (
          <p className={styles.note}>
            {t(plan.when ? 'when.replaces' : 'when.overtakes', {
              when: dueWords(known.scheduled.dueAt, known.timezone, language),
            })}
          </p>
        )}
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
            data-testid="confirm-publish"
          >
            {t(plan.when ? 'when.schedule' : 'top.publish')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Done({ what, live }: { what: number | string; live: LiveChoice }) {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const { show } = useScreen()
  const isLater = typeof what === 'string'
  const isFirst = what === 1
  return (
    <Stack gap={16} data-testid="published">
      <p className={styles.done}>
        <IconCircleCheck size={22} aria-hidden />
        {isLater ? t('when.done', { when: what }) : t('publish.done', { number: what })}
      </p>
      <Text size="sm">
        {isLater ? t('when.doneText') : t(isFirst ? 'publish.first' : `publish.done_${live}`)}
      </Text>
      <Group justify="flex-end">
        {!isLater && (
          <Button
            component="a"
            variant={isFirst ? 'filled' : 'default'}
            href={`/admin/channel_web/widget/for-flow/${encodeURIComponent(flowId)}/`}
          >
            {t('publish.toWidget')}
          </Button>
        )}
        <Button
          data-autofocus
          variant={isFirst ? 'default' : 'filled'}
          onClick={() => show({ dialog: null })}
        >
          {t('close')}
        </Button>
      </Group>
    </Stack>
  )
}
