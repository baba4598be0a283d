import { Button, Textarea } from '@mantine/core'
import { IconArrowBackUp, IconUserQuestion } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { returnReview, withdrawReview } from '../../shared/api/flows'
import type { Review } from '../../shared/flow'
import { useDraft, useEditor, useScreen } from '../EditorContext'
import { moment } from '../moment'
import { Chip } from './Chip'
import styles from './publication.module.css'
import { useAct } from './usePublication'

/** Who asks for a review, with the two answers; or that it came back, and why. */
export function ReviewChip({ review }: { review: Review }) {
  const { t } = useTranslation()
  const who = review.by || t('comments.someone')
  const isReturned = review.state === 'returned'
  return (
    <Chip
      icon={isReturned ? IconArrowBackUp : IconUserQuestion}
      level="warn"
      words={
        isReturned
          ? t('review.returned')
          : review.isMine
            ? t('review.waiting')
            : t('review.asked', { who })
      }
      testId="review"
    >
      {(close) =>
        isReturned ? (
          <Returned review={review} onClose={close} />
        ) : (
          <Open review={review} who={who} onClose={close} />
        )
      }
    </Chip>
  )
}

function Returned({ review, onClose }: { review: Review; onClose: () => void }) {
  const { t } = useTranslation()
  const { flowId, mayPublish } = useEditor()
  const { act, isBusy, problem } = useAct()
  return (
    <>
      <h2>{t('review.returnedBy', { who: review.answeredBy || t('comments.someone') })}</h2>
      <p className={styles.quote} data-testid="review-answer">
        {review.answer}
      </p>
      <p className={styles.soft}>{t('review.askAgain')}</p>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {(review.isMine || mayPublish) && (
        <div className={styles.buttons}>
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            onClick={() =>
              void act(() => withdrawReview(flowId, review.id)).then((done) => done && onClose())
            }
          >
            {t('scheduled.read')}
          </Button>
        </div>
      )}
    </>
  )
}

interface OpenGiven {
  review: Review
  who: string
  onClose: () => void
}

function Open({ review, who, onClose }: OpenGiven) {
  const { t } = useTranslation()
  const { flowId, language, mayPublish } = useEditor()
  const { show } = useScreen()
  const base = useDraft((draft) => draft.publishedNumber)
  const changed = useDraft((draft) => draft.revision !== review.revision)
  const { act, isBusy, problem } = useAct()
  const [isReturning, setIsReturning] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <>
      <h2>{t('review.title', { who })}</h2>
      <p className={styles.soft}>{moment(review.askedAt, language)}</p>
      {review.note && <p className={styles.quote}>{review.note}</p>}
      {changed && <p className={styles.soft}>{t('review.changed')}</p>}
      {base !== null && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            onClose()
            show({ dialog: 'compare', compare: { base, other: 'draft', back: null } })
          }}
        >
          {t('compare.show')}
        </Button>
      )}
      {isReturning && (
        <Textarea
          label={t('review.why')}
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          data-testid="return-reason"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        {mayPublish && !isReturning && (
          <Button
            size="xs"
            data-testid="approve"
            onClick={() => {
              onClose()
              show({ dialog: 'publish' })
            }}
          >
            {t('review.approve')}
          </Button>
        )}
        {mayPublish && (
          <Button
            size="xs"
            variant={isReturning ? 'filled' : 'default'}
            loading={isBusy}
            disabled={isReturning && !reason.trim()}
            data-testid="return"
            onClick={() => {
              if (!isReturning) setIsReturning(true)
              else void act(() => returnReview(flowId, review.id, reason.trim()))
            }}
          >
            {t(isReturning ? 'review.return' : 'review.returnWith')}
          </Button>
        )}
        {isReturning && (
          <Button size="xs" variant="default" onClick={() => setIsReturning(false)}>
            {t('cancel')}
          </Button>
        )}
        {review.isMine && !isReturning && (
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            data-testid="withdraw"
            onClick={() =>
              void act(() => withdrawReview(flowId, review.id)).then((done) => done && onClose())
            }
          >
            {t('review.withdraw')}
          </Button>
        )}
      </div>
    </>
  )
}
