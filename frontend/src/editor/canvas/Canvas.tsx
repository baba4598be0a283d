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
import { useCallback, useEffect, useMemo, useRef, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'

import type { TriggerKind } from '../../shared/flow'
import { useEditor, useMayEdit } from '../EditorContext'
import { draggedType } from '../palette/dragged'
import { fromCanvas, type CanvasChange } from '../state/fromCanvas'
import { newNode } from '../state/newNode'
import { mainPort } from '../state/splice'
import { MANY, type CardNode, type WireEdge } from '../state/toCanvas'
import { CanvasMenu } from './CanvasMenu'
import { CanvasTools } from './CanvasTools'
import styles from './canvas.module.css'
import { EmptyCanvas } from './EmptyCanvas'
import { showFirst } from './firstView'
import { FrameCard } from './FrameCard'
import { Guides } from './Guides'
import { enterWire, leaveWire } from './hovered'
import { useLight, wiresThrough } from './light'
import { MiniMap } from './MiniMap'
import { NodeCard } from './NodeCard'
import { NoteCard } from './NoteCard'
import { QuickAdd } from './QuickAdd'
import { useQuickAdd } from './quickAddAt'
import { useSelectingArea } from './selectingArea'
import { wireOf } from './splicing'
import { StartCard } from './StartCard'
import { TriggerCard } from './TriggerCard'
import { useCanvasActions } from './useCanvasActions'
import { useDragging } from './useDragging'
import { usePicking } from './usePicking'
import { useProjection } from './useProjection'
import { useSteadyHandlers } from './useSteadyHandlers'
import { Wire } from './Wire'
import { wireUnder } from './wireUnder'

const NODE_TYPES = {
  card: NodeCard,
  trigger: TriggerCard,
  start: StartCard,
  note: NoteCard,
  frame: FrameCard,
} as NodeTypes
const EDGE_TYPES = { wire: Wire }
const SNAP: [number, number] = [4, 4]
const MORE_KEYS = ['Shift', 'Meta', 'Control']
const HIDE = { hideAttribution: true }
const FAR = 0.5
/** Farther away than this a wire's label could not be read. */
const TOO_FAR = 0.3

/** The canvas: a projection of the document; what is done here goes back as edits. */
export function Canvas() {
  const { t } = useTranslation()
  const { documents, catalogue } = useEditor()
  const mayEdit = useMayEdit()
  const flow = useReactFlow<CardNode, WireEdge>()
  const { nodes, edges, onNodesChange, onEdgesChange, isEmpty } = useProjection()
  const { add, addInto, addTriggerCard } = useCanvasActions()
  const dragging = useDragging(onNodesChange)
  const picking = usePicking()
  const isSelecting = useSelectingArea((state) => state.isOn)
  const isFar = useStore((state) => state.transform[2] < FAR)
  const hasLabels = useStore(({ transform: [, , zoom] }) => zoom < FAR && zoom >= TOO_FAR)
  const isMeasured = useNodesInitialized()
  const store = useStoreApi()
  const hasOpened = useRef(false)
  const isTight = useMediaQuery('(max-width: 1023px)')
  const quickAdd = useQuickAdd((state) => state.at)

  useEffect(() => useLight.setState({ labels: hasLabels }), [hasLabels])
  useEffect(() => () => useQuickAdd.setState({ at: null }), [])

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
      useQuickAdd.setState({
        at: {
          x: point.clientX,
          y: point.clientY,
          place: { x: place.x, y: place.y - 22 },
          from: wire,
        },
      })
    }
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
    else if (info) {
      const edge = flow.getEdge(wireUnder({ x: event.clientX, y: event.clientY }) ?? '')
      const port = mainPort(info, newNode(documents.getState().document, info))
      if (edge && port !== null) addInto(info, wireOf(edge), point)
      else add(info, place)
    }
    useLight.setState({ wires: null })
  }

  /** A wire that a step from the palette would be put into is lit. */
  const draggedOver = (event: DragEvent) => {
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    const wire = wireUnder({ x: event.clientX, y: event.clientY })
    const { wires } = useLight.getState()
    if (wire === null ? wires !== null : !wires?.has(wire))
      useLight.setState({ wires: wire === null ? null : new Set([wire]) })
  }

  const handlers = useSteadyHandlers({
    onNodesChange: dragging.change,
    onEdgesChange,
    onNodeDragStart: dragging.start,
    onNodeDrag: dragging.over,
    onNodeDragStop: dragging.stop,
    onSelectionDragStart: (event, dragged) => {
      if (dragged[0]) dragging.start(event, dragged[0], dragged)
    },
    onSelectionDragStop: (event, dragged) => {
      if (dragged[0]) dragging.stop(event, dragged[0], dragged)
    },
    onNodeClick: picking.click,
    onNodeContextMenu: picking.cardMenu,
    onPaneContextMenu: picking.canvasMenu,
    onSelectionContextMenu: picking.selectionMenu,
    onSelectionStart: picking.areaStart,
    onSelectionEnd: picking.areaEnd,
    onConnect: connected,
    onReconnect: reconnected,
    onConnectEnd: letGo,
    onPaneMouseEnter: leaveWire,
    onNodeMouseEnter: (_event, node) => {
      leaveWire()
      if (node.type !== 'note' && node.type !== 'frame') light(node.id)
    },
    onNodeMouseLeave: () => useLight.setState({ wires: null }),
    onEdgeMouseEnter: (_event, edge) => {
      enterWire(edge.id)
      useLight.setState({ wires: new Set([edge.id]) })
    },
    onEdgeMouseLeave: () => {
      leaveWire()
      useLight.setState({ wires: null })
    },
    onKeyDown: picking.keyDown,
  })
  const help = useMemo(
    () => ({
      'node.a11yDescription.default': t('canvas.cardHelp'),
      'node.a11yDescription.keyboardDisabled': t('canvas.cardHelp'),
      'edge.a11yDescription.default': t('canvas.wireHelp'),
    }),
    [t],
  )

  return (
    <section
      className={styles.canvas}
      aria-label={t('canvas.label')}
      data-testid="canvas"
      data-far={isFar}
      data-selecting={isSelecting}
      onDragOver={draggedOver}
      onDragLeave={() => useLight.setState({ wires: null })}
      onDrop={dropped}
    >
      <ReactFlow<CardNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        {...handlers}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        edgesReconnectable={mayEdit}
        connectOnClick={false}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={28}
        reconnectRadius={14}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.1}
        maxZoom={1.6}
        panOnScroll
        selectionMode={SelectionMode.Partial}
        selectionOnDrag={isSelecting}
        panOnDrag={!isSelecting}
        multiSelectionKeyCode={MORE_KEYS}
        deleteKeyCode={null}
        disableKeyboardA11y
        ariaLabelConfig={help}
        onlyRenderVisibleElements={nodes.length > MANY}
        proOptions={HIDE}
      >
        <Background
          variant={BackgroundVariant.Dots}
          gap={20}
          size={1.2}
          className={styles.dots}
          color="var(--fb-border-strong)"
          bgColor="var(--fb-canvas)"
        />
        <Guides />
      </ReactFlow>
      {!isTight && !isEmpty && <MiniMap />}
      <CanvasTools />
      {isEmpty && <EmptyCanvas />}
      {quickAdd && <QuickAdd at={quickAdd} onClose={() => useQuickAdd.setState({ at: null })} />}
      <CanvasMenu />
    </section>
  )
}
