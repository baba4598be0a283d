/** What a card is called now, or was called when it was commented on. */
import { useTranslation } from 'react-i18next'

import type { Thread } from '../../shared/flow'
import { useDocument, useEditor } from '../EditorContext'
import { titleOf } from '../state/ports'

export function useCardName(): (id: string, thread?: Thread) => string {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const nodes = useDocument((state) => state.document.nodes)
  const triggers = useDocument((state) => state.document.triggers)
  return (id, thread) => {
    const node = nodes.find((each) => each.id === id)
    if (node) return titleOf(node, catalogue.get(node.type))
    const kind = triggers.find((each) => each.id === id)?.kind
    if (kind) return t(`trigger.${kind}.title`)
    if (!thread) return id
    const type = catalogue.get(thread.nodeType)?.title
    return thread.nodeTitle || type || t(`trigger.${thread.nodeType}.title`, { defaultValue: id })
  }
}
