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
  const [node, setNode] = useState('')
  const [sought, setSought] = useState('')
  const [busy, setBusy] = useState(false)
  const steps = useQuery({
    queryKey: ['steps', row.id],
    queryFn: () => api.steps(row.id),
    enabled: opened,
  })
  const foreseen = useQuery({
    queryKey: ['handBack', row.id, row.epoch, row.head_seq, node],
    queryFn: () => api.foreseeHandBack(row.id, node),
    enabled: opened,
    placeholderData: keepPreviousData,
  })
  const begins = node === '' ? foreseen.data?.begins : ''
  const wanted = fold(sought).split(/\s+/).filter(Boolean)
  const found = (steps.data ?? []).filter((step) => {
    const words = fold(`${step.title} ${wordsOf(step)}`)
    return step.id === node || wanted.every((word) => words.includes(word))
  })
  const send = async () => {
    setBusy(true)
    const outcome = await handBack(row, node)
    setBusy(false)
    if (showProblem(outcome, t)) onClose()
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={t('handBack.title')}>
      <Stack gap="lg">
        <Radio.Group
          value={node}
          onChange={setNode}
          label={t('handBack.where')}
          error={steps.isError ? t('handBack.failed') : undefined}
        >
          <Radio
            mt="sm"
            value=""
            label={t('handBack.default')}
            description={begins ? t('handBack.defaultStep', { step: begins }) : undefined}
          />
          {steps.data && steps.data.length > 0 && (
            <details className="ib-steps">
              <summary>{t('handBack.steps')}</summary>
              {steps.data.length > FEW && (
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
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button loading={busy} onClick={() => void send()}>
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
