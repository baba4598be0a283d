import { Handle, Position } from '@xyflow/react'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { CanvasPort } from '../state/toCanvas'
import styles from './card.module.css'
import { OPEN_WAY } from './openWay'

interface Given {
  ports: CanvasPort[]
  /** A click on one that leads nowhere asks what should stand there. */
  mayAdd: boolean
  /** The first of those says so in words. */
  isInvited?: boolean
}

/** The ways out along the right edge, each with its label in line. */
export function Ports({ ports, mayAdd, isInvited = false }: Given) {
  const isOpen = (port: CanvasPort) =>
    mayAdd && !port.wired && !port.problem && port.sameAs === undefined
  const invited = isInvited ? ports.find(isOpen) : undefined
  const good = ports.filter((port) => !port.problem)
  const problem = ports.filter((port) => port.problem)
  return (
    <>
      {good.length > 0 && (
        <ul className={styles.ports}>
          {good.map((port) => (
            <Port key={port.name} port={port} isOpen={isOpen(port)} isInvited={port === invited} />
          ))}
        </ul>
      )}
      {problem.length > 0 && (
        <ul className={styles.problemPorts} data-wired={problem.some((port) => port.wired)}>
          {problem.map((port) => (
            <Port key={port.name} port={port} isOpen={false} isInvited={false} />
          ))}
        </ul>
      )}
    </>
  )
}

interface PortGiven {
  port: CanvasPort
  isOpen: boolean
  isInvited: boolean
}

function Port({ port, isOpen, isInvited }: PortGiven) {
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
        title={t(port.wired ? 'canvas.rewire' : isOpen ? 'canvas.open' : 'canvas.wire')}
        {...(isOpen && { [OPEN_WAY]: port.name })}
      >
        {isOpen && <IconPlus size={12} stroke={2.5} aria-hidden />}
        {isInvited && <span className={styles.invitation}>{t('canvas.nextStep')}</span>}
      </Handle>
    </li>
  )
}
