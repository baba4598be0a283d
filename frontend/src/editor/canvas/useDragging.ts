/** Dragging cards: snap guides, what a frame carries along, and letting a loose node go on a wire. */
import { useReactFlow, useStoreApi, type NodeChange, type NodePositionChange } from '@xyflow/react'
import { useRef } from 'react'

import type { Place } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { move } from '../state/recipes'
import { linesOf, snap, type Lines } from '../state/guides'
import { isLoose } from '../state/splice'
import type { CardNode, WireEdge } from '../state/toCanvas'
import { boxOf, contentsOf } from './carrying'
import { useGuides } from './Guides'
import { useLight } from './light'
import { spliceNode } from './splicing'
import { wireUnder } from './wireUnder'

const REACH = 6

interface Drag {
  lines: Lines
  /** How far the dragged cards were shifted to line up. */
  shift: { dx: number; dy: number }
  lead: { id: string; from: Place }
  carried: { id: string; from: Place }[]
  /** Only a node that no wire touches can be put into one. */
  isLoose: boolean
  wire: string | null
}

export function useDragging(onNodesChange: (changes: NodeChange<CardNode>[]) => void) {
  const canvas = useReactFlow<CardNode, WireEdge>()
  const store = useStoreApi<CardNode, WireEdge>()
  const { documents, catalogue } = useEditor()
  const drag = useRef<Drag | null>(null)

  const start = (_event: unknown, node: CardNode, dragged: CardNode[]) => {
    const nodes = canvas.getNodes()
    const moving = new Set(dragged.map((each) => each.id))
    const carried = dragged
      .filter((each) => each.type === 'frame')
      .flatMap((frame) => contentsOf(nodes, frame))
      .filter((each) => !moving.has(each.id))
    carried.forEach((each) => moving.add(each.id))
    const seen = inView(store.getState())
    const still = nodes.filter((each) => !moving.has(each.id) && seen(each)).map(boxOf)
    drag.current = {
      lines: linesOf(still),
      shift: { dx: 0, dy: 0 },
      lead: { id: node.id, from: node.position },
      carried: [...new Map(carried.map((each) => [each.id, each.position]))].map(([id, from]) => ({
        id,
        from,
      })),
      isLoose:
        dragged.length === 1 &&
        node.type === 'card' &&
        isLoose(documents.getState().document, node.id),
      wire: null,
    }
  }

  const change = (changes: NodeChange<CardNode>[]) => {
    const now = drag.current
    if (!now) return onNodesChange(changes)
    const moves = changes.filter(isMove)
    if (moves.some((each) => each.dragging)) now.shift = lineUp(now, moves)
    const shifted = changes.map((each) => (isMove(each) ? shiftedBy(each, now) : each))
    const lead = shifted.find((each) => isMove(each) && each.id === now.lead.id)
    if (!lead || !isMove(lead)) return onNodesChange(shifted)
    const [dx, dy] = [lead.position.x - now.lead.from.x, lead.position.y - now.lead.from.y]
    onNodesChange([
      ...shifted,
      ...now.carried.map(({ id, from }) => ({
        type: 'position' as const,
        id,
        position: { x: from.x + dx, y: from.y + dy },
        dragging: lead.dragging ?? false,
      })),
    ])
  }

  const lineUp = (now: Drag, moves: Move[]) => {
    const boxes = moves.flatMap((each) => {
      const node = canvas.getNode(each.id)
      return node ? [{ ...boxOf(node), ...each.position }] : []
    })
    const left = Math.min(...boxes.map((box) => box.x))
    const top = Math.min(...boxes.map((box) => box.y))
    const width = Math.max(...boxes.map((box) => box.x + box.width)) - left
    const height = Math.max(...boxes.map((box) => box.y + box.height)) - top
    const found = snap({ x: left, y: top, width, height }, now.lines, REACH / canvas.getZoom())
    const { guides } = useGuides.getState()
    if (guides.length || found.guides.length) useGuides.setState({ guides: found.guides })
    return { dx: found.dx, dy: found.dy }
  }

  const over = (event: MouseEvent | TouchEvent) => {
    const now = drag.current
    if (!now?.isLoose) return
    const wire = wireUnder(pointOf(event))
    if (wire === now.wire) return
    now.wire = wire
    useLight.setState({ wires: wire === null ? null : new Set([wire]) })
  }

  const stop = (_event: unknown, node: CardNode, dragged: CardNode[]) => {
    const now = drag.current
    drag.current = null
    useGuides.setState({ guides: [] })
    if (!now) return
    const { dx, dy } = now.shift
    const lead = dragged.find((each) => each.id === now.lead.id) ?? node
    const by = {
      x: lead.position.x + dx - now.lead.from.x,
      y: lead.position.y + dy - now.lead.from.y,
    }
    const places = Object.fromEntries([
      ...dragged.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }]),
      ...now.carried.map(({ id, from }) => [id, { x: from.x + by.x, y: from.y + by.y }]),
    ])
    const edge = now.wire === null ? undefined : canvas.getEdge(now.wire)
    useLight.setState({ wires: null })
    if (edge) spliceNode(documents, catalogue, edge, node.id, (flow) => move(flow, places))
    else documents.getState().edit('edit.move', (flow) => move(flow, places))
  }

  return { start, change, over, stop }
}

type Move = NodePositionChange & { position: Place }

function isMove(change: NodeChange<CardNode>): change is Move {
  return change.type === 'position' && change.position !== undefined
}

function shiftedBy(change: Move, { shift }: Drag): Move {
  const { x, y } = change.position
  return { ...change, position: { x: x + shift.dx, y: y + shift.dy } }
}

function pointOf(event: MouseEvent | TouchEvent): Place {
  const point = 'touches' in event ? event.touches[0] : event
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 }
}

/** Only neighbours that can be seen are worth a line. */
function inView(view: { width: number; height: number; transform: [number, number, number] }) {
  const [x, y, zoom] = view.transform
  return (node: CardNode) => {
    const box = boxOf(node)
    const [left, top] = [box.x * zoom + x, box.y * zoom + y]
    return (
      left < view.width &&
      top < view.height &&
      left + box.width * zoom > 0 &&
      top + box.height * zoom > 0
    )
  }
}
