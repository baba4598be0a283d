import { useTranslation } from 'react-i18next'

import type { TraceStep } from '../../shared/api/flows'
import { useDocument, useEditor } from '../EditorContext'
import { portsOf, titleOf } from '../state/ports'
import styles from './try.module.css'

interface Given {
  steps: TraceStep[]
  onGoTo: (id: string) => void
}

/** Which way the talk took, and why, in plain words. */
export function Trace({ steps, onGoTo }: Given) {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const nodes = useDocument((state) => state.document.nodes)
  if (steps.length === 0) return <p className={styles.note}>{t('try.noTrace')}</p>
  return (
    <ol className={styles.trace} data-testid="try-trace">
      {steps.map((step, index) => {
        const node = nodes.find((each) => each.id === step.node)
        const info = node && catalogue.get(node.type)
        const title = node ? titleOf(node, info) : step.node
        const port =
          step.port && node
            ? portsOf(info, node.config).find((each) => each.name === step.port)
            : undefined
        return (
          <li key={index}>
            <button type="button" onClick={() => onGoTo(step.node)}>
              {title}
            </button>
            <p>
              {step.text ||
                (step.port ? t('try.left', { port: port?.label || step.port }) : t('try.waits'))}
            </p>
          </li>
        )
      })}
    </ol>
  )
}
