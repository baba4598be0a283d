import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  ReactFlow,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
  useStore,
  useStoreApi,
  type Connection,
  type FinalConnectionState,
  type NodeTypes,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMediaQuery } from '@mantine/hooks'
import { useCallback, useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import type { TriggerKind } from '../../shared/flow'
import { useEditor, useMayEdit } from '../EditorContext'
import { draggedType } from '../palette/dragged'
import { fromCanvas, type CanvasChange } from '../state/fromCanvas'
import { MANY, type CardNode, type WireEdge } from '../state/toCanvas'
import { CanvasTools } from './CanvasTools'
import styles from './canvas.module.css'
import { EmptyCanvas } from './EmptyCanvas'
import { showFirst } from './firstView'
import { useLight, wiresThrough } from './light'
import { MiniMap } from './MiniMap'
import { NodeCard } from './NodeCard'
import { QuickAdd, type QuickAddAt } from './QuickAdd'
import { StartCard } from './StartCard'
import { TriggerCard } from './TriggerCard'
import { useCanvasActions } from './useCanvasActions'
import { useProjection } from './useProjection'
import { Wire } from './Wire'

const NODE_TYPES = { card: NodeCard, trigger: TriggerCard, start: StartCard } as NodeTypes
const EDGE_TYPES = { wire: Wire }
const FAR = 0.5

/** The canvas: a projection of the document; what is done here goes back as edits. */
export function Canvas() {
  const { t } = useTranslation()
  const { documents, catalogue } = useEditor()
  const mayEdit = useMayEdit()
  const flow = useReactFlow<CardNode, WireEdge>()
  const { nodes, edges, onNodesChange, onEdgesChange, isEmpty } = useProjection()
  const { add, addTriggerCard, selectOnly } = useCanvasActions()
  const isFar = useStore((state) => state.transform[2] < FAR)
  const isMeasured = useNodesInitialized()
  const store = useStoreApi()
  const hasOpened = useRef(false)
  const isNarrow = useMediaQuery('(max-width: 767px)')
  const [quickAdd, setQuickAdd] = useState<QuickAddAt | null>(null)

  useEffect(() => {
    if (!isMeasured || hasOpened.current) return
    hasOpened.current = true
    const { width, height } = store.getState()
    showFirst(flow, width, height)
  }, [isMeasured, flow, store])

  const apply = useCallback(
    (change: CanvasChange) => {
      const { label, recipe } = fromCanvas(change)
      documents.getState().edit(label, recipe)
    },
    [documents],
  )

  const moved = (_event: unknown, _node: unknown, dragged: CardNode[]) =>
    apply({
      kind: 'moved',
      places: Object.fromEntries(dragged.map((node) => [node.id, node.position])),
    })

  const connected = ({ source, sourceHandle, target }: Connection) => {
    if (sourceHandle) apply({ kind: 'connected', source, port: sourceHandle, target })
  }

  const reconnected = (edge: WireEdge, { source, sourceHandle, target }: Connection) => {
    if (!sourceHandle || !edge.sourceHandle) return
    const from = { source: edge.source, port: edge.sourceHandle }
    apply({ kind: 'reconnected', from, to: { source, port: sourceHandle, target } })
  }

  /** A wire may be let go anywhere on a card; on the bare canvas it asks what to put there. */
  const letGo = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const from = state.fromHandle
    if (state.isValid || !from?.id || from.type !== 'source') return
    const point = 'changedTouches' in event ? event.changedTouches[0] : event
    if (!point) return
    const under = document.elementFromPoint(point.clientX, point.clientY)
    const card = under?.closest<HTMLElement>('.react-flow__node')?.dataset.id
    const wire = { source: from.nodeId, port: from.id }
    if (card && documents.getState().document.nodes.some((node) => node.id === card)) {
      apply({ kind: 'connected', ...wire, target: card })
    } else if (!card && under?.closest('.react-flow__pane')) {
      const place = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY })
      setQuickAdd({
        x: point.clientX,
        y: point.clientY,
        place: { x: place.x, y: place.y - 22 },
        from: wire,
      })
    }
  }

  /** Enter or Space on a focused card selects it, as a click does. */
  const onKeyDown = (event: KeyboardEvent) => {
    const card = event.target instanceof HTMLElement ? event.target : null
    if (
      (event.key !== 'Enter' && event.key !== ' ') ||
      !card?.classList.contains('react-flow__node')
    )
      return
    event.preventDefault()
    selectOnly([card.dataset.id ?? ''])
  }

  const light = (id: string) => {
    const places = new Map(nodes.map((node) => [node.id, node.position.x]))
    useLight.setState({ wires: wiresThrough(edges, id, (each) => places.get(each) ?? 0) })
  }

  const dropped = (event: DragEvent) => {
    const dragged = draggedType(event.dataTransfer)
    if (!dragged || !mayEdit) return
    event.preventDefault()
    const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    const place = { x: point.x - 132, y: point.y - 24 }
    const info = catalogue.get(dragged.name)
    if (dragged.kind === 'trigger') addTriggerCard(dragged.name as TriggerKind, place)
    else if (info) add(info, place)
  }

  return (
    <section
      className={styles.canvas}
      aria-label={t('canvas.label')}
      data-testid="canvas"
      data-far={isFar}
      onDragOver={(event) => {
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={dropped}
    >
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={moved}
        onConnect={connected}
        onReconnect={reconnected}
        onConnectEnd={letGo}
        onNodeMouseEnter={(_event, node) => light(node.id)}
        onNodeMouseLeave={() => useLight.setState({ wires: null })}
        onEdgeMouseEnter={(_event, edge) => useLight.setState({ wires: new Set([edge.id]) })}
        onEdgeMouseLeave={() => useLight.setState({ wires: null })}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        edgesReconnectable={mayEdit}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={28}
        reconnectRadius={14}
        snapToGrid
        snapGrid={[4, 4]}
        minZoom={0.1}
        maxZoom={1.6}
        panOnScroll
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        deleteKeyCode={null}
        disableKeyboardA11y
        onKeyDown={onKeyDown}
        ariaLabelConfig={{
          'node.a11yDescription.default': t('canvas.cardHelp'),
          'node.a11yDescription.keyboardDisabled': t('canvas.cardHelp'),
          'edge.a11yDescription.default': t('canvas.wireHelp'),
        }}
        onlyRenderVisibleElements={nodes.length > MANY}
        proOptions={{ hideAttribution: true }}
      >
        <Background
          variant={BackgroundVariant.Dots}
          gap={20}
          size={1.2}
          className={styles.dots}
          color="var(--fb-border-strong)"
          bgColor="var(--fb-canvas)"
        />
      </ReactFlow>
      {!isNarrow && !isEmpty && <MiniMap />}
      <CanvasTools />
      {isEmpty && <EmptyCanvas />}
      {quickAdd && <QuickAdd at={quickAdd} onClose={() => setQuickAdd(null)} />}
    </section>
  )
}
