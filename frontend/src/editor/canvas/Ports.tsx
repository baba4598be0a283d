import { Handle, Position } from '@xyflow/react'
import { useTranslation } from 'react-i18next'

import type { CanvasPort } from '../state/toCanvas'
import styles from './card.module.css'

/** The ways out along the right edge, each with its label in line. */
export function Ports({ ports }: { ports: CanvasPort[] }) {
  const good = ports.filter((port) => !port.problem)
  const problem = ports.filter((port) => port.problem)
  return (
    <>
      {good.length > 0 && (
        <ul className={styles.ports}>
          {good.map((port) => (
            <Port key={port.name} port={port} />
          ))}
        </ul>
      )}
      {problem.length > 0 && (
        <ul className={styles.problemPorts} data-wired={problem.some((port) => port.wired)}>
          {problem.map((port) => (
            <Port key={port.name} port={port} />
          ))}
        </ul>
      )}
    </>
  )
}

function Port({ port }: { port: CanvasPort }) {
  const { t } = useTranslation()
  return (
    <li
      className={styles.port}
      data-problem={port.problem ?? false}
      data-wired={port.wired}
      data-optional={port.sameAs !== undefined}
      title={port.sameAs && t('canvas.sameAs', { port: port.sameAs })}
    >
      <span className={styles.portLabel}>{port.label}</span>
      <Handle
        id={port.name}
        type="source"
        position={Position.Right}
        className={styles.handle}
        data-testid={`port-${port.name}`}
        title={port.wired ? t('canvas.rewire') : t('canvas.wire')}
      />
    </li>
  )
}
