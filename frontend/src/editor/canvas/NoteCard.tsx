import { NodeResizer, type Node, type NodeProps, type ResizeParams } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'

import { useEditor, useMayEdit } from '../EditorContext'
import { resize, write } from '../state/areas'
import type { NoteData } from '../state/toCanvas'
import styles from './areas.module.css'
import { useIsWritten, writeOn } from './inline'
import { InlineField } from './InlineField'

/** A sticky note: plain words for other authors. */
export const NoteCard = memo(function NoteCard({ data, selected }: NodeProps<Node<NoteData>>) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const { note } = data
  const isWritten = useIsWritten(note.id, 'text') && mayEdit
  const resized = (_event: unknown, box: ResizeParams) =>
    documents.getState().edit('edit.resize', (flow) => resize(flow, note.id, box))
  return (
    <article
      className={styles.note}
      data-color={note.color}
      data-selected={selected}
      data-testid={`note-${note.id}`}
      onDoubleClick={() => mayEdit && writeOn(note.id, 'text')}
    >
      {mayEdit && (
        <NodeResizer
          isVisible={selected}
          minWidth={80}
          minHeight={40}
          maxWidth={2000}
          maxHeight={2000}
          onResizeEnd={resized}
        />
      )}
      {isWritten ? (
        <InlineField
          value={note.text}
          label={t('area.note')}
          maxLength={2000}
          className={styles.noteField}
          onKeep={(text) =>
            documents.getState().edit('edit.note', (flow) => write(flow, note.id, { text }))
          }
        />
      ) : (
        <p className={styles.noteText} data-empty={!note.text}>
          {note.text || t('area.noteEmpty')}
        </p>
      )}
    </article>
  )
})
