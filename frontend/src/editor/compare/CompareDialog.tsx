import { ActionIcon, Alert, Button, Loader, NativeSelect, Tooltip } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { IconArrowRight, IconChevronLeft, IconChevronRight, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { versions } from '../../shared/api/flows'
import type { Flow } from '../../shared/flow'
import { useSpoken } from '../canvas/useSpoken'
import { useEditor, useScreen, type Compared } from '../EditorContext'
import { errorWords } from '../errorWords'
import { compareCanvas } from '../state/compareCanvas'
import type { Difference } from '../state/differences'
import { DifferenceList } from '../versions/DifferenceList'
import { CompareCanvas } from './CompareCanvas'
import styles from './compare.module.css'
import { useCompared, useDifferences } from './useCompared'

/** Two versions, or a version and the draft, on one canvas and beside it in words. */
export function CompareDialog() {
  const { t } = useTranslation()
  const { dialog, compare, show } = useScreen()
  // In the next frame: the Esc that closes this must not close what it goes back to as well.
  const close = () =>
    requestAnimationFrame(() => show({ dialog: compare?.back ?? null, compare: null }))
  return (
    <Dialog
      opened={dialog === 'compare' && compare !== null}
      onClose={close}
      fullScreen
      withCloseButton={false}
      padding={0}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('compare.label') } }}
      classNames={{ content: styles.content ?? '', body: styles.body ?? '' }}
    >
      {compare && <Comparison base={compare.base} other={compare.other} onClose={close} />}
    </Dialog>
  )
}

interface Sides {
  base: Compared
  other: Compared
}

function Comparison({ base, other, onClose }: Sides & { onClose: () => void }) {
  const { t } = useTranslation()
  const { compare, show } = useScreen()
  const before = useCompared(base)
  const after = useCompared(other)
  const found = useDifferences(before.document, after.document)
  const [current, setCurrent] = useState<string | undefined>(undefined)
  const choose = (sides: Partial<Sides>) => {
    setCurrent(undefined)
    show({ compare: { base, other, back: compare?.back ?? null, ...sides } })
  }
  const steps = found?.filter((each) => each.cards.length > 0) ?? []
  const index = steps.findIndex((each) => each.id === current)
  const step = (by: number) => {
    const next = index < 0 ? (by > 0 ? 0 : steps.length - 1) : index + by
    setCurrent(steps[(next + steps.length) % steps.length]?.id)
  }
  useWindowEvent('keydown', (event) => {
    if (event.target instanceof HTMLSelectElement || steps.length === 0) return
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') step(-1)
    else return
    event.preventDefault()
  })
  return (
    <div className={styles.dialog} data-testid="compare">
      <header className={styles.bar}>
        <Chooser label={t('compare.before')} value={base} onChoose={(base) => choose({ base })} />
        <IconArrowRight size={16} aria-hidden />
        <Chooser label={t('compare.after')} value={other} onChoose={(other) => choose({ other })} />
        <Steps count={steps.length} index={index} onStep={step} />
        <Tooltip label="Esc">
          <Button
            variant="default"
            leftSection={<IconX size={16} aria-hidden />}
            data-testid="compare-close"
            onClick={onClose}
          >
            {t('compare.close')}
          </Button>
        </Tooltip>
      </header>
      <div className={styles.work}>
        {before.document && after.document && found ? (
          <Pictured
            base={before.document}
            other={after.document}
            found={found}
            current={steps[index]}
            onGoTo={(difference) => setCurrent(difference.id)}
          />
        ) : (
          <div className={styles.waiting}>
            {before.error || after.error ? (
              <Alert color="red">{errorWords(before.error ?? after.error, t)}</Alert>
            ) : (
              <Loader size="sm" aria-label={t('loading')} />
            )}
          </div>
        )}
      </div>
    </div>
  )
}

interface PicturedGiven {
  base: Flow
  other: Flow
  found: Difference[]
  current: Difference | undefined
  onGoTo: (difference: Difference) => void
}

function Pictured({ base, other, found, current, onGoTo }: PicturedGiven) {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const spoken = useSpoken()
  const canvas = useMemo(
    () => compareCanvas(base, other, catalogue, found, spoken),
    [base, other, catalogue, found, spoken],
  )
  return (
    <>
      <CompareCanvas canvas={canvas} {...(current ? { cards: current.cards } : {})} />
      <aside className={styles.side} aria-label={t('compare.list')}>
        <h2>{t('compare.list')}</h2>
        <DifferenceList differences={found} current={current?.id} onGoTo={onGoTo} />
      </aside>
    </>
  )
}

interface StepsGiven {
  count: number
  index: number
  onStep: (by: number) => void
}

function Steps({ count, index, onStep }: StepsGiven) {
  const { t } = useTranslation()
  return (
    <div className={styles.steps}>
      <ActionIcon
        variant="default"
        size={32}
        disabled={count === 0}
        aria-label={t('compare.previous')}
        onClick={() => onStep(-1)}
      >
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <span role="status">
        {index < 0
          ? t('compare.count', { count })
          : t('compare.place', { index: index + 1, count })}
      </span>
      <ActionIcon
        variant="default"
        size={32}
        disabled={count === 0}
        aria-label={t('compare.next')}
        data-testid="compare-next"
        data-autofocus
        onClick={() => onStep(1)}
      >
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
    </div>
  )
}

interface ChooserGiven {
  label: string
  value: Compared
  onChoose: (value: Compared) => void
}

function Chooser({ label, value, onChoose }: ChooserGiven) {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const list = useQuery({
    queryKey: ['versions', flowId],
    queryFn: ({ signal }) => versions(flowId, signal),
  })
  const numbers = list.data?.map((version) => version.number) ?? []
  if (typeof value === 'number' && !numbers.includes(value)) numbers.push(value)
  return (
    <NativeSelect
      aria-label={label}
      size="sm"
      value={String(value)}
      data={[
        { value: 'draft', label: t('compare.draft') },
        ...numbers.map((number) => ({
          value: String(number),
          label: t('versions.number', { number }),
        })),
      ]}
      onChange={({ currentTarget }) =>
        onChoose(currentTarget.value === 'draft' ? 'draft' : Number(currentTarget.value))
      }
    />
  )
}
