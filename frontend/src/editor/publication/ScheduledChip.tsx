import { Button } from '@mantine/core'
import { IconAlertCircle, IconCalendarClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { unschedule } from '../../shared/api/flows'
import type { Scheduled } from '../../shared/flow'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDraft, useEditor } from '../EditorContext'
import { ProblemItem } from '../problems/ProblemItem'
import { Chip } from './Chip'
import { dueWords } from './due'
import styles from './publication.module.css'
import { useAct } from './usePublication'

/** The jobs are looked at every few seconds; who is later than this has stopped. */
const LATE_MS = 5 * 60_000

interface Given {
  scheduled: Scheduled
  timezone: string
  language: string
}

/** When the flow will be published, or why it was not. */
export function ScheduledChip({ scheduled, timezone, language }: Given) {
  const { t } = useTranslation()
  const { flowId, mayPublish } = useEditor()
  const { act, isBusy, problem } = useAct()
  const when = dueWords(scheduled.dueAt, timezone, language)
  const isRefused = scheduled.state === 'refused'
  return (
    <Chip
      icon={isRefused ? IconAlertCircle : IconCalendarClock}
      level={isRefused ? 'bad' : 'info'}
      words={isRefused ? t('scheduled.refused') : t('scheduled.waiting', { when })}
      testId="scheduled"
    >
      {(close) => (
        <>
          {isRefused ? (
            <Refused scheduled={scheduled} when={when} onGoTo={close} />
          ) : (
            <Waiting scheduled={scheduled} when={when} />
          )}
          {problem && (
            <p className={styles.problem} role="alert">
              {problem}
            </p>
          )}
          {mayPublish && (
            <div className={styles.buttons}>
              <Button
                size="xs"
                variant="default"
                loading={isBusy}
                data-testid="unschedule"
                onClick={() => void act(() => unschedule(flowId)).then((done) => done && close())}
              >
                {t(isRefused ? 'scheduled.read' : 'scheduled.cancel')}
              </Button>
            </div>
          )}
        </>
      )}
    </Chip>
  )
}

function Waiting({ scheduled, when }: { scheduled: Scheduled; when: string }) {
  const { t } = useTranslation()
  const changed = useDraft((draft) => draft.revision !== scheduled.revision)
  const isLate = Date.now() - new Date(scheduled.dueAt).getTime() > LATE_MS
  return (
    <>
      <h2>{t('scheduled.title', { when })}</h2>
      <p>{t('scheduled.by', { who: scheduled.by })}</p>
      {scheduled.note && <p className={styles.quote}>{scheduled.note}</p>}
      {isLate && <p className={styles.problem}>{t('scheduled.late')}</p>}
      <p className={styles.soft}>{t(changed ? 'scheduled.notLater' : 'scheduled.asNow')}</p>
    </>
  )
}

interface RefusedGiven {
  scheduled: Scheduled
  when: string
  onGoTo: () => void
}

function Refused({ scheduled, when, onGoTo }: RefusedGiven) {
  const { t } = useTranslation()
  const { goTo } = useCanvasActions()
  return (
    <>
      <h2>{t('scheduled.refusedTitle', { when })}</h2>
      <p>{t(`scheduled.why_${scheduled.reason || 'errors'}`)}</p>
      {scheduled.problems.length > 0 && (
        <div className={styles.problems}>
          {scheduled.problems.map((each, index) => (
            <ProblemItem
              key={`${index}${each.code}`}
              problem={each}
              onGoTo={(id) => {
                onGoTo()
                goTo(id)
              }}
            />
          ))}
        </div>
      )}
    </>
  )
}
