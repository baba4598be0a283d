import { IconRefresh, IconSend2, IconUser } from '@tabler/icons-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { Bubble } from '../editor/simulator/Bubble'
import { answerTo, isOpen } from '../editor/simulator/isOpen'
import { pretendedFile } from '../editor/simulator/pretendedFile'
import styles from './gallery.module.css'
import type { useTalk } from './useTalk'

/** The template talking, as a visitor would have it. */
export function PreviewChat({
  talk,
  start,
  go,
  language,
}: ReturnType<typeof useTalk> & { language: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const lines = useRef<HTMLDivElement>(null)
  const status = talk.latest?.status
  const cannotRun = (talk.latest?.problems.length ?? 0) > 0 && !talk.latest?.session
  const isOver = status === 'ended' || cannotRun
  const timer = talk.latest?.timers[0]

  useEffect(() => {
    lines.current?.scrollTo({ top: lines.current.scrollHeight })
  }, [talk.lines.length, talk.isBusy])

  const say = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (!said || talk.isBusy || isOver) return
    setText('')
    go({ kind: 'say', text: said }, said)
  }

  return (
    <section className={styles.chat} aria-label={t('preview.talk')}>
      <header className={styles.chatHead}>
        <strong>{t('preview.talk')}</strong>
        <button
          type="button"
          className={styles.quiet}
          disabled={talk.isBusy || isOver || status === 'with_agent'}
          onClick={() => go({ kind: 'human' })}
        >
          <IconUser size={16} aria-hidden />
          {t('preview.person')}
        </button>
        <button type="button" className={styles.quiet} onClick={start}>
          <IconRefresh size={16} aria-hidden />
          {t('preview.restart')}
        </button>
      </header>
      <div className={styles.lines} role="log" ref={lines} data-testid="preview-lines">
        {talk.lines.map((line) => (
          <Bubble
            key={line.id}
            line={line}
            language={language}
            answer={answerTo(talk.lines, line)}
            isOpen={!talk.isBusy && isOpen(talk.lines, status, line)}
            onOtherwise={null}
            onChoose={(value, label) =>
              go({ kind: 'choose', value, label, effect_id: line.effectId ?? '' }, label)
            }
            onFill={(values, label) =>
              go({ kind: 'fill', values, label, effect_id: line.effectId ?? '' }, label)
            }
            onPick={() => {
              const name = pretendedFile(line.content)
              go({ kind: 'upload', names: [name] }, name)
            }}
          />
        ))}
        {talk.isBusy && <p className={styles.dots} aria-label={t('preview.thinking')} />}
        {talk.hasFailed && (
          <p className={styles.state} role="alert">
            {t('preview.failed')}
          </p>
        )}
        {cannotRun && <p className={styles.state}>{t('preview.cannotRun')}</p>}
        {status === 'queued' && (
          <p className={styles.state}>
            {t('preview.queued')}{' '}
            <button type="button" onClick={() => go({ kind: 'agent', action: 'join' })}>
              {t('preview.joins')}
            </button>{' '}
            <button type="button" onClick={() => go({ kind: 'nobody' })}>
              {t('preview.nobody')}
            </button>
          </p>
        )}
        {status === 'with_agent' && (
          <p className={styles.state}>
            {t('preview.withAgent')}{' '}
            <button type="button" onClick={() => go({ kind: 'agent', action: 'close' })}>
              {t('preview.closes')}
            </button>
          </p>
        )}
        {status === 'waiting' && timer && !talk.isBusy && talk.lines.at(-1)?.from === 'visitor' && (
          <p className={styles.state}>
            <button type="button" onClick={() => go({ kind: 'time', seconds: timer.seconds })}>
              {t('preview.later')}
            </button>
          </p>
        )}
        {status === 'ended' && <p className={styles.state}>{t('preview.ended')}</p>}
      </div>
      <form className={styles.composer} onSubmit={say}>
        <input
          value={text}
          maxLength={2000}
          disabled={isOver}
          placeholder={t('preview.write')}
          aria-label={t('preview.write')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button
          type="submit"
          disabled={!text.trim() || talk.isBusy || isOver}
          aria-label={t('preview.send')}
        >
          <IconSend2 size={18} aria-hidden />
        </button>
      </form>
    </section>
  )
}
