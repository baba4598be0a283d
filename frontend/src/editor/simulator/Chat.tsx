import { ActionIcon, Button, Loader, TextInput, Tooltip } from '@mantine/core'
import { IconPlayerSkipForward, IconSend2, IconUser } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

import type { TriedStep, TryEvent } from '../../shared/api/flows'
import { useDocument, useShownLanguage } from '../EditorContext'
import { durationInWords } from '../inspector/duration'
import { Asked } from './Asked'
import { Bubble } from './Bubble'
import { answerTo, isOpen } from './isOpen'
import { pretendedFile } from './pretendedFile'
import { linesOf } from './trial'
import { latestOf } from './trialStore'
import { Unfinished } from './Unfinished'
import styles from './try.module.css'
import { useTrial } from './useTrial'

/** The talk itself, as a visitor would see it. */
export function Chat() {
  const { t } = useTranslation()
  const steps = useTrial((trial) => trial.steps)
  const saying = useTrial((trial) => trial.saying)
  const isBusy = useTrial((trial) => trial.isBusy)
  const latest = useTrial(latestOf)
  const go = useTrial((trial) => trial.go)
  const rewind = useTrial((trial) => trial.rewind)
  const start = useTrial((trial) => trial.start)
  const shownLanguage = useShownLanguage()
  const locale = useDocument((state) => state.document.locale)
  const language = shownLanguage ?? locale
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const status = latest?.status
  const isOver = status === 'ended'
  const isStuck = latest?.stuck ?? false
  const problems = useTrial((trial) => trial.problems)
  const pending = latest?.pending ?? null
  const timers = latest?.timers ?? []
  const lines = useMemo(() => linesOf(steps, saying), [steps, saying])

  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [lines.length, isBusy, pending])

  const say = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (!said || isBusy || isOver || isStuck || pending) return
    setText('')
    go({ kind: 'say', text: said }, said).catch(() => setText(said))
  }
  const quietly = (event: TryEvent, said?: string) => void go(event, said).catch(() => undefined)

  return (
    <div className={styles.chat}>
      <div className={styles.lines} role="log" aria-label={t('try.talk')} data-testid="try-lines">
        {lines.map((line) => (
          <Bubble
            key={line.id}
            line={line}
            language={language}
            answer={answerTo(lines, line)}
            isOpen={!isBusy && !pending && isOpen(lines, status, line)}
            onOtherwise={
              line.from === 'visitor' && line.step > 0 && !isBusy ? () => rewind(line.step) : null
            }
            onChoose={(value, label) =>
              quietly({ kind: 'choose', value, label, effect_id: line.effectId ?? '' }, label)
            }
            onFill={(values, label) =>
              quietly({ kind: 'fill', values, label, effect_id: line.effectId ?? '' }, label)
            }
            onPick={() => {
              const name = pretendedFile(line.content)
              quietly({ kind: 'upload', names: [name] }, name)
            }}
          />
        ))}
        {isBusy && <Loader type="dots" size="sm" color="gray" aria-label={t('try.thinking')} />}
        {status === 'queued' && <p className={styles.state}>{t('try.queued')}</p>}
        {status === 'with_agent' && <p className={styles.state}>{t('try.withAgent')}</p>}
        {latest && !isBusy && <Unfinished latest={latest} problems={problems} />}
        {isOver && (
          <div className={styles.state}>
            <p>{t('try.ended')}</p>
            <Button size="xs" variant="default" onClick={start}>
              {t('try.restart')}
            </Button>
          </div>
        )}
        {pending && !isBusy && <Asked pending={pending} onEvent={quietly} />}
        <div ref={end} />
      </div>
      {!isOver && latest && (
        <div className={styles.steering}>
          {timers.map((timer) => (
            <Button
              key={timer.id}
              size="compact-sm"
              variant="default"
              data-testid="fast-forward"
              disabled={isBusy}
              leftSection={<IconPlayerSkipForward size={14} aria-hidden />}
              onClick={() => quietly({ kind: 'time', seconds: timer.seconds })}
            >
              {t('try.forward', { time: durationInWords(timer.seconds, t) })}
            </Button>
          ))}
          <Agent status={status} isBusy={isBusy} onEvent={quietly} />
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
            disabled={isOver || isBusy || !latest || pending !== null}
            onClick={() => quietly({ kind: 'human' }, t('try.human'))}
          >
            <IconUser size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <TextInput
          flex={1}
          value={text}
          placeholder={t(isOver ? 'try.over' : isStuck ? 'try.stuck' : 'try.write')}
          aria-label={t('try.write')}
          data-testid="try-input"
          disabled={isOver || isStuck}
          maxLength={4000}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionIcon
          type="submit"
          variant="default"
          size={36}
          aria-label={t('try.send')}
          data-testid="try-send"
          disabled={isOver || isStuck || !text.trim() || isBusy || pending !== null}
        >
          <IconSend2 size={18} aria-hidden />
        </ActionIcon>
      </form>
    </div>
  )
}

interface AgentGiven {
  status: TriedStep['status'] | undefined
  isBusy: boolean
  onEvent: (event: TryEvent) => void
}

/** Here nobody sits in the inbox: the author plays the agent. */
function Agent({ status, isBusy, onEvent }: AgentGiven) {
  const { t } = useTranslation()
  if (status === 'queued') {
    return (
      <>
        <Button
          size="compact-sm"
          variant="default"
          data-testid="agent-joins"
          disabled={isBusy}
          onClick={() => onEvent({ kind: 'agent', action: 'join' })}
        >
          {t('try.agentJoins')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          data-testid="nobody-comes"
          disabled={isBusy}
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
        disabled={isBusy}
        onClick={() => onEvent({ kind: 'agent', action: 'close' })}
      >
        {t('try.agentLeaves')}
      </Button>
    )
  }
  return null
}
