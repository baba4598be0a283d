import { Handle, Position, useUpdateNodeInternals, type Node, type NodeProps } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'

import { iconOf } from '../icons'
import { titleOf } from '../state/ports'
import type { NodeCardData } from '../state/toCanvas'
import styles from './card.module.css'
import { ChangeMark } from './ChangeMark'
import { CommentCount } from './CommentCount'
import { CardTitle, CardWords } from './CardWords'
import { FarTitle } from './FarTitle'
import { useLight } from './light'
import { Ports } from './Ports'
import { ProblemDot } from './ProblemDot'
import { usePreview } from './usePreview'

/** One step: whose it is by colour and icon, what it says in the visitor's words, where it leads. */
export const NodeCard = memo(function NodeCard({
  data,
  selected,
  isConnectable,
}: NodeProps<Node<NodeCardData>>) {
  const { node, info, shown, ports, problems, isCompact } = data
  const isActive = useLight((light) => light.active === node.id)
  const wasWalked = useLight((light) => light.walked.has(node.id))
  const Icon = iconOf(info?.icon)

  // React Flow measures handles when a card appears or its size changes; a port may change its name
  // only. Asking for it when nothing changed costs a large flow minutes.
  const updateInternals = useUpdateNodeInternals()
  const portNames = ports.map((port) => port.name).join('\n') + (isCompact ? '\n' : '')
  const measured = useRef(portNames)
  useEffect(() => {
    if (measured.current === portNames) return
    measured.current = portNames
    updateInternals(node.id)
  }, [updateInternals, node.id, portNames])

  const title = titleOf(node, info)
  const preview = usePreview(node, info, shown)

  return (
    <article
      className={styles.card}
      data-testid={`card-${node.id}`}
      data-node-type={node.type}
      data-category={info?.category ?? 'unknown'}
      data-selected={selected}
      data-compact={isCompact}
      data-active={isActive}
      data-walked={wasWalked}
    >
      <Handle
        id="in"
        type="target"
        isConnectableStart={false}
        position={Position.Left}
        className={styles.entry}
        data-testid="entry"
      />
      <header className={styles.header}>
        <Icon className={styles.icon} size={18} stroke={1.75} aria-hidden />
        <div className={styles.titles}>
          <CardTitle node={node} info={info} title={title} />
          {node.title && info && <span className={styles.type}>{info.title}</span>}
        </div>
        <CommentCount card={node.id} />
        <ProblemDot problems={problems} />
      </header>
      {!isCompact && <CardWords node={node} info={info} preview={preview} />}
      <Ports ports={ports} mayAdd={isConnectable} isInvited={selected} />
      <FarTitle icon={Icon} title={title} problems={problems} />
      <ChangeMark change={data.change} />
    </article>
  )
})
