import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import { useMayEdit } from '../EditorContext'
import type { WireEdge } from '../state/toCanvas'
import { KIND_ICONS } from '../versions/DifferenceList'
import { useBending } from './bending'
import { useHovered } from './hovered'
import { useLight } from './light'
import styles from './wire.module.css'
import { WireTools } from './WireTools'

/** A wire: smooth steps with 8-px corners, lit when a path through it is looked at. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { id, source, sourceHandleId, selected = false, data } = props
  const { t } = useTranslation()
  const mayEdit = useMayEdit()
  const lit = useLight((light) =>
    light.wires === null ? 'none' : light.wires.has(id) ? 'lit' : 'dim',
  )
  const isHovered = useHovered((hovered) => hovered.wire === id)
  const areLabelsShown = useLight((light) => light.labels)
  const bending = useBending((state) => (state.wire === id ? state.by : null))
  const { path, x, y } = run(props, bending ?? data?.bend, data?.lane ?? 0)
  const isLooked = selected || isHovered
  const label = data?.label ?? ''
  const isLabelled =
    label !== '' && (isLooked || (data?.isTelling && (areLabelsShown || data.fromCompact)))
  const hasTools = mayEdit && isLooked
  const at = `translate(${x}px, ${y}px)`
  const ChangeIcon = data?.change && KIND_ICONS[data.change]
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        className={styles.wire}
        data-lit={lit}
        data-problem={data?.problem ?? false}
        data-change={data?.change}
        data-selected={selected}
      />
      {ChangeIcon && (
        <EdgeLabelRenderer>
          <span
            className={styles.change}
            data-change={data?.change}
            style={{ transform: `${at} translate(-50%, -50%)` }}
            role="img"
            aria-label={t(`difference.kind.${data?.change ?? 'changed'}`)}
          >
            <ChangeIcon size={16} aria-hidden />
          </span>
        </EdgeLabelRenderer>
      )}
      {isLabelled && (
        <EdgeLabelRenderer>
          <span
            className={styles.label}
            style={{ transform: `${at} translate(-50%, ${hasTools ? '-38px' : '-50%'})` }}
            data-testid={`wire-label-${id}`}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
      {hasTools && (
        <EdgeLabelRenderer>
          <div className={styles.middle} style={{ transform: `${at} translate(-50%, -50%)` }}>
            <WireTools
              id={id}
              wire={{ source, port: sourceHandleId ?? '' }}
              middle={{ x, y }}
              bend={bending ?? data?.bend}
              isSelected={selected}
            />
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})

const OFFSET = 24
const LANE = 8

/**
 * The way a wire takes: through the middle, or as far from it as its middle was dragged. Wires to
 * one card run together there, those to different cards beside each other.
 */
function run(props: EdgeProps<WireEdge>, bend: { x: number; y: number } | undefined, lane: number) {
  const { sourceX, targetX } = props
  const room = Math.max(0, (targetX - sourceX) / 2 - OFFSET)
  const aside = Math.max(-room, Math.min(room, lane * LANE))
  const isForward = targetX - sourceX > 2 * OFFSET
  const shape = {
    ...props,
    borderRadius: 8,
    offset: OFFSET,
    ...(isForward && { centerX: (sourceX + targetX) / 2 + aside }),
  }
  const [path, x, y] = getSmoothStepPath(shape)
  if (!bend) return { path, x, y }
  const [bent, bentX, bentY] = getSmoothStepPath({
    ...shape,
    centerX: x + bend.x,
    centerY: y + bend.y,
  })
  return { path: bent, x: bentX, y: bentY }
}
