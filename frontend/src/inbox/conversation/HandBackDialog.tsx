import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { api } from '../api/inbox'
import type { HandBackForeseen, Row, Step } from '../api/types'
import { fold } from '../shell/fold'
import { showProblem } from '../shell/showProblem'
import { handBack } from '../state/actions'

interface Given {
  row: Row
  opened: boolean
  onClose: () => void
}

/** So many are seen without looking for one. */
const FEW = 6

/** What tells a step from others of its name. */
function wordsOf({ flow, kind, text }: Step): string {
  return [flow, kind, text].filter(Boolean).join(' · ')
}

/** Gives the conversation back to the assistant, at a step of the flow if one is chosen. */
export function HandBackDialog({ row, opened, onClose }: Given) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string | null>(null)
  const [sought, setSought] = useState('')
  const [busy, setBusy] = useState(false)
  const steps = useQuery({
    queryKey: ['steps', row.id, row.epoch],
    queryFn: () => api.steps(row.id),
    enabled: opened,
  })
  const stopped = steps.data?.find((step) => step.stopped)
  // Where the flow stands at its question still, it goes on there by itself.
  const left = stopped?.stopped === 'left' ? stopped : undefined
  const node = chosen ?? left?.id ?? ''
  const foreseen = useQuery({
    queryKey: ['handBack', row.id, row.epoch, row.head_seq, node],
    queryFn: () => api.foreseeHandBack(row.id, node),
    enabled: opened && !steps.isPending,
    placeholderData: keepPreviousData,
  })
  const begins = node === '' && !foreseen.isPlaceholderData ? foreseen.data?.begins : ''
  const wanted = fold(sought).split(/\s+/).filter(Boolean)
  const others = (steps.data ?? []).filter((step) => step !== left)
  const found = others.filter((step) => {
    const words = fold(`${step.title} ${wordsOf(step)}`)
    return step.id === chosen || wanted.every((word) => words.includes(word))
  })
  const leave = () => {
    setChosen(null)
    onClose()
  }
  const send = async () => {
    setBusy(true)
    const outcome = await handBack(row, node)
    setBusy(false)
    if (showProblem(outcome, t)) leave()
  }
  return (
    <Dialog opened={opened} onClose={leave} title={t('handBack.title')}>
      <Stack gap="lg">
        <Radio.Group
          value={node}
          onChange={setChosen}
          label={t('handBack.where')}
          error={steps.isError ? t('handBack.failed') : undefined}
        >
          {left && (
            <Radio
              mt="sm"
              value={left.id}
              label={t('handBack.stopped', { step: left.title })}
              description={left.text || undefined}
            />
          )}
          <Radio
            mt="sm"
            value=""
            label={
              stopped && !left
                ? t('handBack.stopped', { step: stopped.title })
                : t('handBack.default')
            }
            description={
              stopped && !left
                ? stopped.text || undefined
                : begins
                  ? t('handBack.defaultStep', { step: begins })
                  : undefined
            }
          />
          {others.length > 0 && (
            <details className="ib-steps">
              <summary>{t('handBack.steps')}</summary>
              {others.length > FEW && (
                <TextInput
                  mb="sm"
                  type="search"
                  value={sought}
                  leftSection={<IconSearch size={16} aria-hidden />}
                  placeholder={t('handBack.find')}
                  aria-label={t('handBack.find')}
                  onChange={(event) => setSought(event.currentTarget.value)}
                />
              )}
              <div className="ib-steps-list">
                {found.map((step) => (
                  <Radio
                    key={step.id}
                    value={step.id}
                    label={step.title}
                    description={wordsOf(step)}
                  />
                ))}
                {!found.length && <p className="ib-dialog-text">{t('handBack.none')}</p>}
              </div>
            </details>
          )}
        </Radio.Group>
        <Foreseen foreseen={foreseen.data} failed={foreseen.isError} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={leave}>
            {t('actions.cancel')}
          </Button>
          <Button
            loading={busy}
            disabled={steps.isPending || foreseen.isPending} // nobody decides what isn't shown yet
            onClick={() => void send()}
          >
            {t('handBack.send')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

interface Told {
  foreseen: HandBackForeseen | undefined
  failed: boolean
}

/** What the visitor would read, and what happens then: told by a run that does nothing. */
function Foreseen({ foreseen, failed }: Told) {
  const { t } = useTranslation()
  if (!foreseen && !failed) return <div className="ib-foreseen" aria-hidden />
  if (!foreseen?.then) return <p className="ib-dialog-text">{t('handBack.unknown')}</p>
  return (
    <section className="ib-foreseen" aria-live="polite" aria-labelledby="ib-foreseen-title">
      <h3 id="ib-foreseen-title">{t('handBack.reads')}</h3>
      <ul>
        {foreseen.says.map((words, place) => (
          <li key={place}>{words}</li>
        ))}
      </ul>
      <p>{t(`handBack.then.${foreseen.then}`, { step: foreseen.stands })}</p>
    </section>
  )
}
