import { useTranslation } from 'react-i18next'

import type { TraceStep } from '../../shared/api/flows'
import { useDocument, useEditor } from '../EditorContext'
import { titleOf } from '../state/ports'
import { stops } from './stops'
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
      {stops(steps).map((stop, index) => {
        const node = nodes.find((each) => each.id === stop.node)
        return (
          <li key={index}>
            {node ? (
              <button type="button" onClick={() => onGoTo(node.id)}>
                {titleOf(node, catalogue.get(node.type))}
              </button>
            ) : (
              <strong>{stop.inside || stop.node || t('try.outside')}</strong>
            )}
            {stop.words.map((words, at) => (
              <p key={at}>{words}</p>
            ))}
          </li>
        )
      })}
    </ol>
  )
}
