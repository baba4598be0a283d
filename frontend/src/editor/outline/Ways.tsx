import { ActionIcon, Button, Select, Tooltip } from '@mantine/core'
import { IconArrowRight, IconPencil, IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useEditor } from '../EditorContext'
import { fromCanvas, type CanvasChange, type Wire } from '../state/fromCanvas'
import type { Way } from '../state/outline'
import styles from './outline.module.css'

interface Given {
  source: string
  ways: readonly Way[]
  titles: ReadonlyMap<string, string>
  mayEdit: boolean
  onAdd: (from: Wire, near: HTMLElement) => void
}

/** Where a step leads: each port with the step behind it, or what can be put there. */
export function Ways({ source, ways, titles, mayEdit, onAdd }: Given) {
  const { t } = useTranslation()
  if (ways.length === 0) return <p className={styles.end}>{t('outline.end')}</p>
  return (
    <ul className={styles.ways}>
      {ways.map((way) => (
        <WayItem key={way.port} {...{ source, way, titles, mayEdit, onAdd }} />
      ))}
    </ul>
  )
}

function WayItem({ source, way, titles, mayEdit, onAdd }: Omit<Given, 'ways'> & { way: Way }) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const [isChoosing, setIsChoosing] = useState(false)
  const label = way.label || t('canvas.next')
  const apply = (change: CanvasChange) => {
    const { label: name, recipe } = fromCanvas(change)
    documents.getState().edit(name, recipe)
  }
  const target = way.target
  return (
    <li className={styles.way} data-problem={way.isProblem}>
      <span className={styles.port}>{label}</span>
      <IconArrowRight size={14} aria-hidden className={styles.arrow} />
      {isChoosing ? (
        <Select
          size="xs"
          className={styles.choose}
          ref={(input) => input?.focus()}
          defaultDropdownOpened
          searchable
          aria-label={t('outline.leadTo', { port: label })}
          placeholder={t('outline.chooseStep')}
          nothingFoundMessage={t('form.nothingFound')}
          data={[...titles].map(([value, name]) => ({ value, label: name }))}
          value={target}
          onChange={(id) => {
            if (id) apply({ kind: 'connected', source, port: way.port, target: id })
            setIsChoosing(false)
          }}
          onBlur={() => setIsChoosing(false)}
        />
      ) : (
        <>
          {target ? (
            <a className={styles.target} href={`#fb-step-${target}`} onClick={goToStep}>
              {titles.get(target)}
            </a>
          ) : (
            <span className={styles.nowhere}>{t('outline.nowhere')}</span>
          )}
          {mayEdit && (
            <span className={styles.tools}>
              {!target && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  aria-label={t('outline.addAfter', { port: label })}
                  onClick={(event) => onAdd({ source, port: way.port }, event.currentTarget)}
                >
                  {t('outline.add')}
                </Button>
              )}
              <Tool
                label={t('outline.leadTo', { port: label })}
                icon={<IconPencil size={14} aria-hidden />}
                onClick={() => setIsChoosing(true)}
              />
              {target && (
                <Tool
                  label={t('outline.cut', { port: label })}
                  icon={<IconX size={14} aria-hidden />}
                  onClick={() =>
                    apply({ kind: 'disconnected', wires: [{ source, port: way.port }] })
                  }
                />
              )}
            </span>
          )}
        </>
      )}
    </li>
  )
}

function Tool(given: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={given.label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={given.label}
        onClick={given.onClick}
      >
        {given.icon}
      </ActionIcon>
    </Tooltip>
  )
}

/** Move the focus along with the view: the step's own button says which it is. */
function goToStep(event: React.MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault()
  const step = document.getElementById(event.currentTarget.hash.slice(1))
  step?.scrollIntoView({ block: 'center' })
  step?.querySelector('button')?.focus({ preventScroll: true })
}
