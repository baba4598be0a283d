import { NodeResizer, type Node, type NodeProps, type ResizeParams } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import { useEditor, useMayEdit } from '../EditorContext'
import { resize, write } from '../state/areas'
import { FRAME_TITLE } from '../state/areaCards'
import type { FrameData } from '../state/toCanvas'
import styles from './areas.module.css'
import { useIsWritten, writeOn } from './inline'
import { InlineField } from './InlineField'

/** A titled area behind the cards; it is taken hold of by its title. */
export const FrameCard = memo(function FrameCard({ data, selected }: NodeProps<Node<FrameData>>) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const { frame } = data
  const isWritten = useIsWritten(frame.id, 'title') && mayEdit
  const resized = (_event: unknown, box: ResizeParams) =>
    documents.getState().edit('edit.resize', (flow) => resize(flow, frame.id, box))
  return (
    <section
      className={styles.frame}
      data-color={frame.color}
      data-selected={selected}
      data-testid={`frame-${frame.id}`}
    >
      {mayEdit && (
        <NodeResizer
          isVisible={selected}
          minWidth={80}
          minHeight={80}
          maxWidth={20_000}
          maxHeight={20_000}
          onResizeEnd={resized}
        />
      )}
      <header
        className={`${styles.frameTitle} ${FRAME_TITLE}`}
        onDoubleClick={() => mayEdit && writeOn(frame.id, 'title')}
      >
        {isWritten ? (
          <InlineField
            isLine
            value={frame.title}
            label={t('area.frameTitle')}
            maxLength={120}
            onKeep={(title) =>
              documents.getState().edit('edit.frame', (flow) => write(flow, frame.id, { title }))
            }
          />
        ) : (
          <h3 data-empty={!frame.title}>{frame.title || t('area.frameEmpty')}</h3>
        )}
      </header>
    </section>
  )
})
