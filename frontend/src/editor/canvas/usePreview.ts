/** What a node will say or do, in the flow's own words, for its card and its place in the outline. */
import { useTranslation } from 'react-i18next'

import type { Config, FlowNode, NodeTypeInfo } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { titleOf } from '../state/ports'
import { previewOf } from './preview'

/** `shown` is the config in the language that is looked at, when that is not the main one. */
export function usePreview(
  node: FlowNode,
  info: NodeTypeInfo | undefined,
  shown: Config = node.config,
): string {
  const { t } = useTranslation()
  const { catalogue, documents, surroundings } = useEditor()
  if (!info) return t('canvas.unknownType', { type: node.type })
  const label = (list: { name: string; label: string }[], name: string) =>
    list.find((each) => each.name === name)?.label ?? name
  return previewOf(shown, {
    t,
    info,
    nodeTitle: (id) => {
      const other = documents.shown.getState().document.nodes.find((each) => each.id === id)
      return other ? titleOf(other, catalogue.get(other.type)) : id
    },
    surveyLabel: (name) => label(surroundings.surveys, name),
    teamLabel: (name) => label(surroundings.teams, name),
    flowLabel: (id) => label(surroundings.flows, id),
  })
}
