import {
  Background,
  BackgroundVariant,
  ReactFlow,
  useNodesState,
  useReactFlow,
  useStore,
  type NodeTypes,
} from '@xyflow/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

import { FrameCard } from '../canvas/FrameCard'
import { NodeCard } from '../canvas/NodeCard'
import { NoteCard } from '../canvas/NoteCard'
import { StartCard } from '../canvas/StartCard'
import { TriggerCard } from '../canvas/TriggerCard'
import { Wire } from '../canvas/Wire'
import type { Compared } from '../state/compareCanvas'
import { MANY, type CardNode, type WireEdge } from '../state/toCanvas'

const NODE_TYPES = {
  card: NodeCard,
  trigger: TriggerCard,
  start: StartCard,
  note: NoteCard,
  frame: FrameCard,
} as NodeTypes
const EDGE_TYPES = { wire: Wire }
const FAR = 0.5
const NONE: string[] = []

interface Given {
  canvas: Compared
  /** The cards to look at; without any, the whole flow. */
  cards?: string[]
}

/** The canvas of a comparison: looked at, moved about in, never changed. */
export function CompareCanvas({ canvas, cards = NONE }: Given) {
  const { t } = useTranslation()
  const { fitView } = useReactFlow<CardNode, WireEdge>()
  const isFar = useStore((state) => state.transform[2] < FAR)
  const lit = cards.join('\n')
  const [nodes, setNodes, onNodesChange] = useNodesState<CardNode>([])
  useEffect(() => {
    const wanted = new Set(lit.split('\n'))
    setNodes(canvas.nodes.map((node) => ({ ...node, selected: wanted.has(node.id) })))
  }, [canvas, lit, setNodes])
  useEffect(() => {
    const wanted = lit ? lit.split('\n').map((id) => ({ id })) : undefined
    void fitView({
      ...(wanted ? { nodes: wanted } : {}),
      maxZoom: 1,
      padding: wanted ? 0.3 : 0.12,
      duration: 250,
    })
  }, [lit, canvas, fitView])
  return (
    <div
      data-far={isFar}
      data-testid="compare-canvas"
      style={{ flex: 1, minInlineSize: 0 }}
      role="region"
      aria-label={t('canvas.label')}
    >
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        onNodesChange={onNodesChange}
        edges={canvas.edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        edgesReconnectable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        minZoom={0.1}
        maxZoom={1.6}
        panOnScroll
        disableKeyboardA11y
        onlyRenderVisibleElements={nodes.length > MANY}
        proOptions={{ hideAttribution: true }}
      >
        <Background
          variant={BackgroundVariant.Dots}
          gap={20}
          size={1.2}
          color="var(--fb-border-strong)"
          bgColor="var(--fb-canvas)"
        />
      </ReactFlow>
    </div>
  )
}
