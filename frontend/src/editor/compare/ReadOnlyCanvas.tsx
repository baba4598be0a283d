import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useNodesState,
  useReactFlow,
  useStore,
  type NodeTypes,
} from '@xyflow/react'
import { useEffect, useMemo, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { FrameCard } from '../canvas/FrameCard'
import { NodeCard } from '../canvas/NodeCard'
import { NoteCard } from '../canvas/NoteCard'
import { StartCard } from '../canvas/StartCard'
import { TriggerCard } from '../canvas/TriggerCard'
import { Wire } from '../canvas/Wire'
import { EditorContext, useEditor } from '../EditorContext'
import type { Compared } from '../state/compareCanvas'
import { MANY, type CardNode, type WireEdge } from '../state/toCanvas'
import styles from './compare.module.css'

const NODE_TYPES = {
  card: NodeCard,
  trigger: TriggerCard,
  start: StartCard,
  note: NoteCard,
  frame: FrameCard,
} as NodeTypes
const EDGE_TYPES = { wire: Wire }
const FAR = 0.5
export const MIN_ZOOM = 0.1
const STEP = 80

interface Given {
  /** Tells it from the other canvases of the page. */
  name: string
  label: string
  canvas: Compared
  /** The cards with a ring around them. */
  ringed: readonly string[]
  /** One stops at it with `Tab`, and moves it with the arrows, `+` and `−`. */
  hasKeys?: boolean
  /** What moves it, with React Flow at hand. */
  children?: ReactNode
}

/** A canvas that is looked at, moved about in, never changed. */
export function ReadOnlyCanvas(given: Given) {
  const editor = useEditor()
  // No card of it can be written on.
  const reader = useMemo(() => ({ ...editor, mayEdit: false }), [editor])
  return (
    <EditorContext.Provider value={reader}>
      <ReactFlowProvider>
        <Drawn {...given} />
      </ReactFlowProvider>
    </EditorContext.Provider>
  )
}

function Drawn({ name, label, canvas, ringed, hasKeys = false, children }: Given) {
  const isFar = useStore((state) => state.transform[2] < FAR)
  const [nodes, setNodes, onNodesChange] = useNodesState<CardNode>([])
  const rings = ringed.join('\n')
  useEffect(() => {
    const wanted = new Set(rings.split('\n'))
    setNodes(canvas.nodes.map((node) => ({ ...node, selected: wanted.has(node.id) })))
  }, [canvas, rings, setNodes])
  const keys = useKeys(hasKeys, label)
  return (
    <div
      className={styles.canvas}
      data-far={isFar}
      data-testid={name}
      role="region"
      aria-label={label}
    >
      <ReactFlow<CardNode, WireEdge>
        {...keys}
        id={name}
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
        minZoom={MIN_ZOOM}
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
        {children}
      </ReactFlow>
    </div>
  )
}

/** For the canvas itself: what the arrows, `+` and `−` do while it has the focus. */
function useKeys(hasKeys: boolean, label: string) {
  const { t } = useTranslation()
  const { getViewport, setViewport, zoomIn, zoomOut } = useReactFlow()
  if (!hasKeys) return {}
  const pan = (right: number, down: number) => {
    const { x, y, zoom } = getViewport()
    return setViewport({ x: x - right * STEP, y: y - down * STEP, zoom })
  }
  const moves: Record<string, () => Promise<boolean>> = {
    ArrowLeft: () => pan(-1, 0),
    ArrowRight: () => pan(1, 0),
    ArrowUp: () => pan(0, -1),
    ArrowDown: () => pan(0, 1),
    '+': zoomIn,
    '=': zoomIn,
    '-': zoomOut,
  }
  return {
    tabIndex: 0,
    'aria-label': label,
    'aria-description': t('compare.keys'),
    onKeyDown: (event: KeyboardEvent) => {
      const move = moves[event.key]
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      void move()
    },
  }
}
