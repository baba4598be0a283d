/** Keeps what React Flow holds equal to the projection of the document. */
import { useEdgesState, useNodesState, type OnNodesChange } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef } from 'react'

import { useDeferredDocument, useDraft, useEditor, useShownLanguage } from '../EditorContext'
import { shownIn } from '../languages/translated'
import { selecting, takeWanted } from './pendingSelection'
import { useSpoken } from './useSpoken'
import { arrange } from '../state/arrange'
import { withoutGuess } from '../state/unseen'
import { merged, mergedWires } from '../state/joinCanvas'
import { toCanvas, type Canvas, type CardNode, type WireEdge } from '../state/toCanvas'

export function useProjection() {
  const { catalogue } = useEditor()
  const document = useDeferredDocument()
  const language = useShownLanguage()
  const problems = useDraft((draft) => draft.problems)
  const [nodes, setNodes, applyChanges] = useNodesState<CardNode>([])
  const [edges, setEdges, onEdgesChange] = useEdgesState<WireEdge>([])

  const spoken = useSpoken()
  const unplaced =
    document.nodes.some((node) => !document.layout[node.id]) ||
    document.triggers.some((trigger) => !document.layout[trigger.id])
  const { start, nodes: cards, edges: wires, triggers, layout } = document
  const places = useMemo(
    () => (unplaced ? arrange(document, catalogue) : undefined),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- words on a card move no card
    [unplaced, start, cards.length, wires, triggers, layout, catalogue],
  )
  const drawn = useRef<Canvas>(undefined)

  useEffect(() => {
    const shown = shownIn(document, catalogue, language)
    const canvas = toCanvas(document, catalogue, problems, spoken, places, drawn.current, shown)
    drawn.current = canvas
    const wanted = takeWanted(canvas.nodes)
    setNodes((current) => {
      const nodes = merged(current, canvas.nodes)
      return wanted ? selecting(nodes, wanted) : nodes
    })
    setEdges((current) => mergedWires(current, canvas.edges))
  }, [document, catalogue, problems, spoken, places, language, setNodes, setEdges])

  /** A card that has been measured needs its guessed handles no longer. */
  const onNodesChange = useCallback<OnNodesChange<CardNode>>(
    (changes) => {
      applyChanges(changes)
      const measured = new Set(
        changes.flatMap((change) => (change.type === 'dimensions' ? [change.id] : [])),
      )
      if (measured.size) setNodes((now) => now.map((node) => asSeen(node, measured)))
    },
    [applyChanges, setNodes],
  )
  const isBare = document.nodes.length + document.notes.length + document.frames.length === 0
  return { nodes, edges, onNodesChange, onEdgesChange, isEmpty: isBare }
}

function asSeen(node: CardNode, measured: ReadonlySet<string>): CardNode {
  return node.handles && measured.has(node.id) ? withoutGuess(node) : node
}
