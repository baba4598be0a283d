import { Tooltip } from '@mantine/core'

import type { NodeTypeInfo } from '../../shared/flow'
import { iconOf } from '../icons'
import { carry } from './dragged'
import styles from './palette.module.css'

interface Given {
  types: NodeTypeInfo[]
  onPick: (type: NodeTypeInfo) => void
  /** Off in the quick-add menu and for readers. */
  isDraggable?: boolean
  isDisabled?: boolean
  testId?: string
}

/** Node types as buttons: click adds, dragging places. */
export function NodeTypeList({
  types,
  onPick,
  isDraggable = true,
  isDisabled = false,
  testId = 'palette',
}: Given) {
  return (
    <ul className={styles.list}>
      {types.map((type) => {
        const Icon = iconOf(type.icon)
        return (
          <li key={type.name}>
            <Tooltip
              label={type.help}
              multiline
              w={260}
              position="right"
              openDelay={600}
              disabled={!type.help}
            >
              <button
                type="button"
                className={styles.item}
                data-testid={`${testId}-${type.name}`}
                data-category={type.category}
                draggable={isDraggable && !isDisabled}
                disabled={isDisabled}
                onDragStart={(event) =>
                  carry(event.dataTransfer, { kind: 'node', name: type.name })
                }
                onClick={() => onPick(type)}
              >
                <Icon size={18} stroke={1.75} aria-hidden />
                <span>{type.title}</span>
              </button>
            </Tooltip>
          </li>
        )
      })}
    </ul>
  )
}
