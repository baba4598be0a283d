import { Button, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { TriedStep, TryEvent } from '../../shared/api/flows'
import { ANSWERS, OWN } from './answers'
import styles from './try.module.css'

interface Given {
  pending: NonNullable<TriedStep['pending']>
  onEvent: (event: TryEvent) => void
}

/** A step asks the world, and the author is the world: really, made up, or in own words. */
export function Asked({ pending, onEvent }: Given) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [isWriting, setIsWriting] = useState(false)
  const end = useRef<HTMLDivElement>(null)
  const { what, about, changes } = pending
  useEffect(() => {
    if (isWriting) end.current?.scrollIntoView({ block: 'nearest' })
  }, [isWriting])
  const answer = (how: string, own?: string) =>
    onEvent({ kind: 'answer', how, ...(own ? { text: own } : {}) })
  return (
    <div className={styles.asked} data-testid="try-asked" role="group" aria-label={t('try.asks')}>
      <p>
        <strong>{t(`try.asked.${what}`)}</strong> <q>{about}</q>
      </p>
      {changes && <p className={styles.changes}>{t('try.changes')}</p>}
      <div className={styles.pills}>
        <Button
          size="compact-sm"
          variant="default"
          data-testid="answer-real"
          onClick={() => answer('real')}
        >
          {t(`try.really.${what}`)}
        </Button>
        {ANSWERS[what].map((how) => (
          <Button
            key={how}
            size="compact-sm"
            variant="default"
            data-testid={`answer-${how}`}
            onClick={() => answer(how)}
          >
            {t(`try.answer.${how}`)}
          </Button>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={isWriting}
          data-testid="answer-own"
          onClick={() => setIsWriting(!isWriting)}
        >
          {t('try.answer.own')}
        </Button>
      </div>
      {isWriting && (
        <>
          <Textarea
            autosize
            minRows={2}
            maxRows={8}
            maxLength={20_000}
            value={text}
            data-testid="answer-text"
            aria-label={t('try.answer.own')}
            placeholder={t(`try.ownHelp.${what}`)}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button
            size="compact-sm"
            disabled={!text.trim()}
            data-testid="answer-send"
            onClick={() => answer(OWN[what], text)}
          >
            {t('try.answer.send')}
          </Button>
        </>
      )}
      <div ref={end} />
    </div>
  )
}
