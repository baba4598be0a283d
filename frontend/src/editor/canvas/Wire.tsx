import { ActionIcon } from '@mantine/core'
import {
  BaseEdge,
  EdgeLabelRenderer,
  getSmoothStepPath,
  useReactFlow,
  type EdgeProps,
} from '@xyflow/react'
import { IconX } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import { useEditor, useMayEdit } from '../EditorContext'
import { fromCanvas } from '../state/fromCanvas'
import type { WireEdge } from '../state/toCanvas'
import { useLight } from './light'
import styles from './wire.module.css'

/** A wire: smooth steps with 8-px corners, lit when a path through it is looked at. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { id, source, sourceHandleId, selected, data } = props
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const { setEdges } = useReactFlow()
  const lit = useLight((light) =>
    light.wires === null ? 'none' : light.wires.has(id) ? 'lit' : 'dim',
  )
  const [path, x, y] = getSmoothStepPath({ ...props, borderRadius: 8, offset: 24 })
  const cut = () => {
    const { label, recipe } = fromCanvas({
      kind: 'disconnected',
      wires: [{ source, port: sourceHandleId ?? '' }],
    })
    documents.getState().edit(label, recipe)
    setEdges((edges) => edges.filter((edge) => edge.id !== id))
  }
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        className={styles.wire}
        data-lit={lit}
        data-problem={data?.problem ?? false}
        data-selected={selected ?? false}
      />
      {selected && mayEdit && (
        <EdgeLabelRenderer>
          <ActionIcon
            className={`${styles.cut} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            variant="default"
            radius="xl"
            size={24}
            aria-label={t('canvas.cut')}
            onClick={cut}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </EdgeLabelRenderer>
      )}
    </>
  )
})
