import { useTranslation } from 'react-i18next'

import type { FlowNode, NodeTypeInfo } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { configureField } from '../inspector/configureField'
import { resolved } from '../inspector/schema'
import { mainField } from '../state/mainField'
import { rename } from '../state/recipes'
import styles from './card.module.css'
import { useIsWritten, writeOn } from './inline'
import inline from './inline.module.css'
import { InlineField } from './InlineField'
import { WithVariables } from './WithVariables'

/** A card's title; a double click writes it in place. */
export function CardTitle({
  node,
  title,
  info,
}: {
  node: FlowNode
  title: string
  info: NodeTypeInfo | undefined
}) {
  const { t } = useTranslation()
  const { documents, mayEdit } = useEditor()
  const isWritten = useIsWritten(node.id, 'title')
  if (isWritten && mayEdit)
    return (
      <InlineField
        isLine
        value={node.title}
        label={t('inspector.title')}
        placeholder={info?.title}
        maxLength={120}
        onKeep={(words) =>
          documents.getState().edit('edit.rename', (flow) => rename(flow, node.id, words), {
            merge: `title:${node.id}`,
          })
        }
      />
    )
  return (
    <h3
      className={styles.title}
      onDoubleClick={(event) => {
        event.stopPropagation()
        writeOn(node.id, 'title')
      }}
    >
      {title}
    </h3>
  )
}

interface Given {
  node: FlowNode
  info: NodeTypeInfo | undefined
  preview: string
}

/** What a card says; a double click writes its main text in place. */
export function CardWords({ node, info, preview }: Given) {
  const { t } = useTranslation()
  const editor = useEditor()
  const isWritten = useIsWritten(node.id, 'text')
  const key = mainField(info)
  if (isWritten && editor.mayEdit && info && key !== null) {
    const schema = resolved(info.configSchema.properties?.[key] ?? {}, info.configSchema)
    const value = node.config[key]
    return (
      <div className={inline.words}>
        <InlineField
          value={typeof value === 'string' ? value : ''}
          label={schema.title ?? key}
          placeholder={schema.title}
          maxLength={schema.maxLength}
          onKeep={(words) => configureField(editor, node.id, key, words)}
        />
      </div>
    )
  }
  const write = () => {
    if (key !== null) writeOn(node.id, 'text')
  }
  if (preview)
    return (
      <p className={styles.preview} onDoubleClick={write} data-testid="card-words">
        <WithVariables text={preview} />
      </p>
    )
  if (key === null) return null
  return (
    <p className={styles.nothing} onDoubleClick={write} data-testid="card-words">
      {t('canvas.nothingYet')}
    </p>
  )
}
