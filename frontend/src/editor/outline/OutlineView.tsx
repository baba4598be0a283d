import { Button } from '@mantine/core'
import { IconPlayerPlayFilled } from '@tabler/icons-react'
import { memo, useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { QuickAdd } from '../canvas/QuickAdd'
import type { QuickAddAt } from '../canvas/quickAddAt'
import type { Wire } from '../state/fromCanvas'
import { useSelection } from '../canvas/useSelection'
import { useDeferredDocument, useDraft, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { TRIGGER_ICONS } from '../triggers'
import type { Problem } from '../../shared/flow'
import { START_CARD } from '../state/recipes'
import { outlineOf, type Step } from '../state/outline'
import { problemsByCard } from '../state/toCanvas'
import { Ways } from './Ways'
import styles from './outline.module.css'
import { StepItem } from './StepItem'

/**
 * The flow as a structured document, in which everything can be read and drawn without the canvas:
 * steps in reading order, each with where its ways lead, and with what is done to it.
 */
export const OutlineView = memo(function OutlineView() {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const { show } = useScreen()
  const mayEdit = useMayEdit()
  const document = useDeferredDocument()
  const problems = useDraft((draft) => draft.problems)
  const outline = useMemo(() => outlineOf(document, catalogue), [document, catalogue])
  const about = useMemo(() => problemsByCard(problems), [problems])
  const selection = useSelection()
  const chosen = selection.length === 1 ? selection[0] : null
  const { selectOnly } = useCanvasActions()
  const [quickAdd, setQuickAdd] = useState<QuickAddAt | null>(null)

  useEffect(() => {
    if (chosen)
      window.document.getElementById(`fb-step-${chosen}`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const edit = useCallback(
    (id: string) => {
      selectOnly([id])
      show({ side: 'inspector' })
      focusInspector()
    },
    [selectOnly, show],
  )
  const addAfter = useCallback((from: Wire, near: HTMLElement) => {
    const box = near.getBoundingClientRect()
    setQuickAdd({ x: box.left, y: box.bottom + 4, from })
  }, [])
  const titles = useSteady(
    useMemo(() => titlesOf([...outline.steps, ...outline.loose], t), [outline, t]),
  )
  const shared = { titles, mayEdit, onAdd: addAfter }
  const item = (step: Step) => (
    <StepItem
      key={step.node.id}
      step={step}
      problems={about.get(step.node.id) ?? NONE}
      isChosen={step.node.id === chosen}
      onEdit={edit}
      {...shared}
    />
  )
  return (
    <section className={styles.outline} aria-labelledby="fb-outline" data-testid="outline">
      <div className={styles.page}>
        <header className={styles.head}>
          <h2 id="fb-outline">{t('outline.label')}</h2>
          <Button
            size="xs"
            variant="default"
            data-testid="to-canvas"
            onClick={() => show({ view: 'canvas' })}
          >
            {t('outline.toCanvas')}
          </Button>
        </header>
        <p className={styles.help}>{t('outline.help')}</p>
        <section aria-labelledby="fb-outline-start" className={styles.start}>
          <h3 id="fb-outline-start">
            <IconPlayerPlayFilled size={14} aria-hidden /> {t('canvas.start')}
          </h3>
          <Ways source={START_CARD} ways={[outline.start]} {...shared} />
        </section>
        <ol className={styles.steps} aria-label={t('outline.steps')}>
          {outline.steps.map(item)}
        </ol>
        {outline.loose.length > 0 && (
          <section aria-labelledby="fb-outline-loose">
            <h3 id="fb-outline-loose">{t('outline.loose')}</h3>
            <p className={styles.help}>{t('outline.looseHelp')}</p>
            <ol className={styles.steps} start={outline.steps.length + 1}>
              {outline.loose.map(item)}
            </ol>
          </section>
        )}
        {outline.triggers.length > 0 && (
          <section aria-labelledby="fb-outline-triggers">
            <h3 id="fb-outline-triggers">{t('outline.triggers')}</h3>
            <ul className={styles.steps}>
              {outline.triggers.map(({ trigger, way }) => {
                const Icon = TRIGGER_ICONS[trigger.kind]
                return (
                  <li key={trigger.id} className={styles.step}>
                    <button
                      type="button"
                      className={styles.title}
                      aria-current={trigger.id === chosen || undefined}
                      onClick={() => edit(trigger.id)}
                    >
                      <Icon size={16} stroke={1.75} aria-hidden />
                      {t(`trigger.${trigger.kind}.title`)}
                    </button>
                    <Ways source={trigger.id} ways={[way]} {...shared} />
                  </li>
                )
              })}
            </ul>
          </section>
        )}
      </div>
      {quickAdd && <QuickAdd at={quickAdd} onClose={() => setQuickAdd(null)} />}
    </section>
  )
})

const NONE: Problem[] = []

/** What a step is called where others lead to it: "3. Menu". */
function titlesOf(
  steps: readonly Step[],
  t: (key: string, values: Record<string, unknown>) => string,
): Map<string, string> {
  return new Map(
    steps.map(({ node, info, number }) => [
      node.id,
      t('outline.numbered', { number, title: node.title || info?.title || node.type }),
    ]),
  )
}

/** The same map as before while it says the same: what is drawn from it is not drawn anew. */
function useSteady(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [steady, setSteady] = useState(map)
  const isAlike =
    steady.size === map.size && [...map].every(([id, name]) => steady.get(id) === name)
  if (isAlike) return steady
  setSteady(map)
  return map
}

/** Into the first field of the step's form, once it is drawn. */
function focusInspector(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      window.document
        .querySelector<HTMLElement>(
          '[data-testid=inspector] :is(textarea, input, [contenteditable=true])',
        )
        ?.focus(),
    ),
  )
}
