/** Keeps what React Flow holds equal to the projection of the document. */
import { useEdgesState, useNodesState } from '@xyflow/react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'

import { useDocument, useDraft, useEditor } from '../EditorContext'
import { selecting, takeWanted } from './pendingSelection'
import { arrange } from '../state/arrange'
import { titleOf } from '../state/ports'
import { merged, toCanvas, type CardNode, type WireEdge } from '../state/toCanvas'

export function useProjection() {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const document = useDocument((state) => state.document)
  const problems = useDraft((draft) => draft.problems)
  const [nodes, setNodes, onNodesChange] = useNodesState<CardNode>([])
  const [edges, setEdges, onEdgesChange] = useEdgesState<WireEdge>([])

  const unplaced =
    document.nodes.some((node) => !document.layout[node.id]) ||
    document.triggers.some((trigger) => !document.layout[trigger.id])
  const places = useMemo(
    () => (unplaced ? arrange(document, catalogue) : undefined),
    [unplaced, document, catalogue],
  )
  const canvas = useMemo(
    () => toCanvas(document, catalogue, problems, places),
    [document, catalogue, problems, places],
  )

  useEffect(() => {
    const labelled = canvas.nodes.map((node) => ({ ...node, ariaLabel: spoken(node) }))
    const wanted = takeWanted(labelled)
    setNodes((current) => {
      const nodes = merged(current, labelled)
      return wanted ? selecting(nodes, wanted) : nodes
    })
    const names = new Map(labelled.map((node) => [node.id, node.ariaLabel]))
    setEdges((current) => {
      const selected = new Set(current.filter((edge) => edge.selected).map((edge) => edge.id))
      return canvas.edges
        .map(named)
        .map((edge) => (selected.has(edge.id) ? { ...edge, selected: true } : edge))
    })
    function named(edge: WireEdge): WireEdge {
      const ends = { from: names.get(edge.source), to: names.get(edge.target) }
      return { ...edge, ariaLabel: t('canvas.wireLabel', ends) }
    }
    function spoken(node: CardNode): string {
      if (node.type === 'start') return t('canvas.start')
      if (node.type === 'trigger') return t(`trigger.${node.data.trigger.kind}.title`)
      return `${titleOf(node.data.node, node.data.info)}, ${node.data.info?.title ?? node.data.node.type}`
    }
  }, [canvas, setNodes, setEdges, t])

  return { nodes, edges, onNodesChange, onEdgesChange, isEmpty: document.nodes.length === 0 }
}
