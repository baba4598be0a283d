import { ActionIcon, Button, Loader, TextInput, Tooltip } from '@mantine/core'
import { IconPlayerSkipForward, IconSend2, IconUser } from '@tabler/icons-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

import type { TryEvent } from '../../shared/api/flows'
import { durationInWords } from '../inspector/duration'
import { Bubble } from './Bubble'
import { isOpen } from './isOpen'
import styles from './try.module.css'
import type { Talk } from './useTry'

interface Given {
  talk: Talk
  onEvent: (event: TryEvent, said?: string) => Promise<void>
  onRestart: () => void
}

/** The talk itself, as a visitor would see it. */
export function Chat({ talk, onEvent, onRestart }: Given) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const status = talk.latest?.status
  const isOver = status === 'ended'
  const timers = talk.latest?.timers ?? []

  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [talk.lines.length, talk.isBusy])

  const say = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (!said || talk.isBusy || isOver) return
    setText('')
    onEvent({ kind: 'say', text: said }, said).catch(() => setText(said))
  }
  const quietly = (event: TryEvent, said?: string) =>
    void onEvent(event, said).catch(() => undefined)

  return (
    <div className={styles.chat}>
      <div className={styles.lines} role="log" aria-label={t('try.talk')} data-testid="try-lines">
        {talk.lines.map((line) => (
          <Bubble
            key={line.id}
            line={line}
            isOpen={!talk.isBusy && isOpen(talk, line)}
            onChoose={(value, label) =>
              quietly({ kind: 'choose', value, label, effect_id: line.effectId ?? '' }, label)
            }
          />
        ))}
        {talk.isBusy && (
          <Loader type="dots" size="sm" color="gray" aria-label={t('try.thinking')} />
        )}
        {status === 'queued' && <p className={styles.state}>{t('try.queued')}</p>}
        {status === 'with_agent' && <p className={styles.state}>{t('try.withAgent')}</p>}
        {isOver && (
          <div className={styles.state}>
            <p>{t('try.ended')}</p>
            <Button size="xs" variant="default" onClick={onRestart}>
              {t('try.restart')}
            </Button>
          </div>
        )}
        <div ref={end} />
      </div>
      {!isOver && talk.latest && (
        <div className={styles.steering}>
          {timers.map((timer) => (
            <Button
              key={timer.id}
              size="compact-sm"
              variant="default"
              data-testid="fast-forward"
              disabled={talk.isBusy}
              leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
              onClick={() => quietly({ kind: 'timer', id: timer.id })}
            >
              {t('try.forward', { time: durationInWords(timer.seconds, t) })}
            </Button>
          ))}
          <Agent talk={talk} onEvent={quietly} />
        </div>
      )}
      <form className={styles.composer} onSubmit={say}>
        <Tooltip label={t('try.human')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('try.human')}
            data-testid="try-human"
            disabled={isOver || talk.isBusy || !talk.latest}
            onClick={() => quietly({ kind: 'human' }, t('try.human'))}
          >
            <IconUser size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <TextInput
          flex={1}
          value={text}
          placeholder={isOver ? t('try.over') : t('try.write')}
          aria-label={t('try.write')}
          data-testid="try-input"
          disabled={isOver}
          maxLength={4000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionIcon
          type="submit"
          variant="default"
          size={36}
          aria-label={t('try.send')}
          data-testid="try-send"
          disabled={isOver || !text.trim() || talk.isBusy}
        >
          <IconSend2 size={18} aria-hidden />
        </ActionIcon>
      </form>
    </div>
  )
}

/** Here nobody sits in the inbox: the author plays the agent. */
function Agent({ talk, onEvent }: { talk: Talk; onEvent: (event: TryEvent) => void }) {
  const { t } = useTranslation()
  const status = talk.latest?.status
  if (status === 'queued') {
    return (
      <>
        <Button
          size="compact-sm"
          variant="default"
          data-testid="agent-joins"
          disabled={talk.isBusy}
          onClick={() => onEvent({ kind: 'agent', action: 'join' })}
        >
          {t('try.agentJoins')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          data-testid="nobody-comes"
          disabled={talk.isBusy}
          onClick={() => onEvent({ kind: 'nobody' })}
        >
          {t('try.nobody')}
        </Button>
      </>
    )
  }
  if (status === 'with_agent') {
    return (
      <Button
        size="compact-sm"
        variant="default"
        data-testid="agent-leaves"
        disabled={talk.isBusy}
        onClick={() => onEvent({ kind: 'agent', action: 'close' })}
      >
        {t('try.agentLeaves')}
      </Button>
    )
  }
  return null
}
