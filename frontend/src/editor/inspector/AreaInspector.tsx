import { Input, Textarea, TextInput } from '@mantine/core'
import { IconFrame, IconNote } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import type { Frame, Note } from '../../shared/flow'
import { useEditor, useMayEdit } from '../EditorContext'
import { write } from '../state/areas'
import { useTyped } from '../useTyped'
import { CardTools } from './CardTools'
import { Colors } from './Colors'
import { PanelHeader } from './PanelHeader'
import styles from './inspector.module.css'

type Given = { note: Note; frame?: never } | { frame: Frame; note?: never }

/** The words and the colour of a sticky note or a frame. */
export function AreaInspector({ note, frame }: Given) {
  const { t } = useTranslation()
  const { documents } = useEditor()
  const mayEdit = useMayEdit()
  const { id, color } = note ?? frame
  const Icon = note ? IconNote : IconFrame
  const [words, type] = useTyped(note?.text ?? frame?.title ?? '', (typed) =>
    documents
      .getState()
      .edit(
        note ? 'edit.note' : 'edit.frame',
        (flow) => write(flow, id, note ? { text: typed } : { title: typed }),
        { merge: `words:${id}` },
      ),
  )
  return (
    <>
      <PanelHeader
        icon={<Icon size={18} stroke={1.75} aria-hidden />}
        title={t(note ? 'area.note' : 'area.frame')}
        tools={<CardTools commands={['deleteSelection', 'duplicate']} />}
      />
      <div className={styles.body}>
        <p className={styles.note}>{t(note ? 'area.noteHelp' : 'area.frameHelp')}</p>
        {note ? (
          <Textarea
            label={t('area.noteText')}
            value={words}
            autosize
            minRows={3}
            maxRows={16}
            maxLength={2000}
            disabled={!mayEdit}
            onChange={(event) => type(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label={t('area.frameTitle')}
            value={words}
            maxLength={120}
            disabled={!mayEdit}
            onChange={(event) => type(event.currentTarget.value)}
          />
        )}
        <Input.Wrapper label={t('area.color')} labelElement="div">
          <Colors ids={[id]} value={color} />
        </Input.Wrapper>
      </div>
    </>
  )
}
