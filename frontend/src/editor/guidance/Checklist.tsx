import { ActionIcon, Button, Checkbox, Tooltip } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { dropNeeds, firstSteps, needs, tickNeed, type Need } from '../../shared/api/templates'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useDraft, useEditor, useMayEdit, useScreen } from '../EditorContext'
import { focusField, focusVariable } from './focusField'
import styles from './guidance.module.css'

/** On a narrower screen the list begins folded, or it would hide the canvas. */
const ROOMY = 1100

/** What a flow made from a template still needs of one's own; gone once it is settled. */
export function Checklist() {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const mayEdit = useMayEdit()
  const queries = useQueryClient()
  const revision = useDraft((draft) => draft.revision)
  const [isOpen, setIsOpen] = useState(() => window.innerWidth >= ROOMY)
  const list = useQuery({
    queryKey: ['needs', flowId, revision],
    queryFn: ({ signal }) => needs(flowId, signal),
    placeholderData: (before) => before,
  })
  const all = list.data ?? []
  if (!mayEdit || all.length === 0) return null

  const keep = (fresh: Need[]) => queries.setQueryData(['needs', flowId, revision], fresh)
  const again = () => void list.refetch()
  /** Shown at once; the server's list then takes its place. */
  const tick = ({ number }: Need, ticked: boolean) => {
    keep(all.map((need) => (need.number === number ? { ...need, done: ticked } : need)))
    tickNeed(flowId, number, ticked).then(keep, again)
  }
  const done = all.filter((need) => need.done).length
  const isSettled = done === all.length
  return (
    <section className={styles.checklist} aria-labelledby="fb-checklist" data-testid="checklist">
      <header>
        <h2 id="fb-checklist">{t(isSettled ? 'checklist.settled' : 'checklist.label')}</h2>
        <span className={styles.count}>{t('checklist.count', { done, total: all.length })}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'checklist.fold' : 'checklist.unfold')}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? (
            <IconChevronUp size={18} aria-hidden />
          ) : (
            <IconChevronDown size={18} aria-hidden />
          )}
        </ActionIcon>
        <Tooltip label={t('checklist.drop')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('checklist.drop')}
            onClick={() => void dropNeeds(flowId).then(() => keep([]), again)}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </header>
      {isOpen && (
        <>
          <ul>
            {all.map((need) => (
              <NeedLine key={need.number} need={need} onTick={(ticked) => tick(need, ticked)} />
            ))}
          </ul>
          <NextStep />
        </>
      )}
    </section>
  )
}

function NeedLine({ need, onTick }: { need: Need; onTick: (done: boolean) => void }) {
  const { t } = useTranslation()
  const { show } = useScreen()
  const { goTo, selectOnly } = useCanvasActions()
  const lead = () => {
    show({ side: 'inspector', settingsOpen: need.variable !== '' })
    if (need.node) {
      goTo(need.node)
      focusField(need.field)
    } else {
      selectOnly([])
      focusVariable(need.variable)
    }
  }
  return (
    <li data-done={need.done}>
      <Checkbox
        size="xs"
        checked={need.done}
        aria-label={t('checklist.tick', { text: need.text })}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      {need.node || need.variable ? (
        <button type="button" onClick={lead}>
          {need.text}
        </button>
      ) : need.url ? (
        <a href={need.url} target="_blank" rel="noreferrer">
          {need.text}
        </a>
      ) : (
        <span>
          {need.text} <small>{t('checklist.askOwner')}</small>
        </span>
      )}
    </li>
  )
}

/** Where the way to a first published flow goes on. */
function NextStep() {
  const { t } = useTranslation()
  const { show, side } = useScreen()
  const published = useDraft((draft) => draft.publishedNumber)
  const { data } = useQuery({
    queryKey: ['first-steps', published, side],
    queryFn: ({ signal }) => firstSteps(signal),
    placeholderData: (before) => before,
  })
  const steps = data ?? []
  const next = steps.find((step) => !step.done && step.name !== 'fill')
  if (!next) return null
  const here = { try: () => show({ side: 'try' }), publish: () => show({ dialog: 'publish' }) }
  const run = here[next.name as keyof typeof here] as (() => void) | undefined
  return (
    <footer>
      <span>{t('checklist.next', { number: steps.indexOf(next) + 1, total: steps.length })}</span>
      {run ? (
        <Button size="compact-sm" variant="default" onClick={run}>
          {next.title}
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" component="a" href={next.url}>
          {next.title}
        </Button>
      )}
    </footer>
  )
}
