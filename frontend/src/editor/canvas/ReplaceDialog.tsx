import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import type { NodeTypeInfo } from '../../shared/flow'
import { useEditor, useScreen } from '../EditorContext'
import { found, grouped, noteUsed } from '../palette/groups'
import { NodeTypeList } from '../palette/NodeTypeList'
import type { EditOptions } from '../state/documentStore'
import { titleOf } from '../state/ports'
import { lostWires, replaceType } from '../state/replaceType'
import styles from './canvas.module.css'
import { useSelection } from './useSelection'

/** Another type for the selected node: what should it be instead? */
export function ReplaceDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  const close = () => show({ dialog: null })
  return (
    <Dialog
      opened={dialog === 'replace'}
      onClose={close}
      title={t('canvas.replace')}
      closeButtonProps={{ 'aria-label': t('close') }}
      size={360}
      yOffset="12vh"
    >
      <Types onDone={close} />
    </Dialog>
  )
}

function Types({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { catalogue, documents } = useEditor()
  const [id] = useSelection()
  const [words, setWords] = useState('')
  const node = documents.shown.getState().document.nodes.find((each) => each.id === id)
  const own = node && catalogue.get(node.type)
  const types = useMemo(() => {
    const groups = grouped([...catalogue.values()].filter((type) => type !== own))
    // Most often it becomes something of the same kind.
    const near = groups.filter((group) => group.category === own?.category)
    return [...near, ...groups.filter((group) => !near.includes(group))].flatMap((g) => g.types)
  }, [catalogue, own])
  const matches = found(types, words)
  const pick = (type: NodeTypeInfo) => {
    if (!node) return
    const { document, edit } = documents.getState()
    const lost = lostWires(document, node.id, type, catalogue)
    const values = { count: lost, name: titleOf(node, own) }
    const options: EditOptions = lost ? { notice: { key: 'replaced', values } } : {}
    edit('edit.replace', (flow) => replaceType(flow, node.id, type, catalogue), options)
    noteUsed(type.name)
    onDone()
  }
  return (
    <div className={styles.replace} data-testid="replace-dialog">
      <p>{t('canvas.replaceHelp')}</p>
      <TextInput
        data-autofocus
        value={words}
        placeholder={t('palette.search')}
        aria-label={t('palette.search')}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && matches[0]) pick(matches[0])
        }}
      />
      <div className={styles.replaceTypes}>
        <NodeTypeList types={matches} onPick={pick} isDraggable={false} testId="replace" />
        {matches.length === 0 && <p className={styles.noneFits}>{t('palette.none', { words })}</p>}
      </div>
    </div>
  )
}
