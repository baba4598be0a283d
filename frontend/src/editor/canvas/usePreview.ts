/** What a node will say or do, in the flow's own words, for its card and its place in the outline. */
import { useTranslation } from 'react-i18next'

import type { Config, FlowNode, NodeTypeInfo } from '../../shared/flow'
import { useDocument, useEditor } from '../EditorContext'
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
  const chosenTeam = useDocument((state) => state.document.settings.default_team)
  if (!info) return t('canvas.unknownType', { type: node.type })
  const label = (list: { name: string; label: string }[], name: string) =>
    list.find((each) => each.name === name)?.label ?? name
  const { surveys, teams, flows } = surroundings
  const defaultTeam = (teams.find(({ name }) => name === chosenTeam) ?? teams[0])?.name ?? ''
  return previewOf(shown, {
    t,
    info,
    nodeTitle: (id) => {
      const other = documents.shown.getState().document.nodes.find((each) => each.id === id)
      return other ? titleOf(other, catalogue.get(other.type)) : id
    },
    surveyLabel: (name) => label(surveys, name),
    teamLabel: (name) => label(teams, name || defaultTeam),
    flowLabel: (id) => label(flows, id),
  })
}
