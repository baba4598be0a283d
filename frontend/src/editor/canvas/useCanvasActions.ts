/** What can be done to the canvas from anywhere: add a card, find the selection, go to a card. */
import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useCallback, useMemo } from 'react'

import type { NodeTypeInfo, Place, TriggerKind } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import {
  addFrame,
  addNote,
  around,
  FRAME_SIZE,
  freeFrameId,
  freeNoteId,
  NOTE_SIZE,
  type Box,
} from '../state/areas'
import type { Wire } from '../state/fromCanvas'
import { freeSpot, newNode } from '../state/newNode'
import { addNode, addTrigger, connect, freeId, LEAD, START_CARD } from '../state/recipes'
import { boxOf } from './carrying'
import { glide } from './glide'
import { writeOn } from './inline'
import { useMenuAt } from './menuAt'
import { selecting, selectInstead, selectWhenDrawn } from './pendingSelection'
import { SPLICE_GAP, spliceNode } from './splicing'
import { CARD_WIDTH } from '../state/estimate'
import type { CardNode, WireEdge } from '../state/toCanvas'

const ROOM = 48
/** What an open way of a new card says beside it. */
const INVITATION = 112

export interface CanvasActions {
  /** Add a node; without a place, beside the selection (and wired to it) or in the middle. */
  add: (info: NodeTypeInfo, place?: Place, from?: Wire) => string
  /** Add a node into the wire that leaves `wire`; `middle` is that of the wire. */
  addInto: (info: NodeTypeInfo, wire: Wire, middle: Place) => void
  addNote: () => void
  /** Around the selected cards, or an empty one. */
  addFrame: () => void
  /** Where something new belongs: at the open menu, otherwise in the middle of what is seen. */
  spot: () => Place
  isInView: (box: Box) => boolean
  addTriggerCard: (kind: TriggerKind, place?: Place) => string
  selectOnly: (ids: readonly string[]) => void
  goTo: (id: string) => void
  /** Bring a card into view, if it is not, without selecting it. */
  reveal: (id: string) => void
}

export function useCanvasActions(): CanvasActions {
  const canvas = useReactFlow<CardNode, WireEdge>()
  const store = useStoreApi<CardNode, WireEdge>()
  const { documents, catalogue } = useEditor()

  const selectOnly = useCallback(
    (ids: readonly string[]) => {
      const wanted = new Set(ids)
      selectInstead(ids, canvas.getNodes())
      canvas.setNodes((nodes) => selecting(nodes, wanted))
      canvas.setEdges((edges) =>
        edges.map((edge) => (edge.selected ? { ...edge, selected: false } : edge)),
      )
    },
    [canvas],
  )

  const middle = useCallback((): Place => {
    const { width, height, transform } = store.getState()
    const [x, y, zoom] = transform
    return { x: (width / 2 - x) / zoom - CARD_WIDTH / 2, y: (height / 2 - y) / zoom - 60 }
  }, [store])

  /** Pan as little as needed for `box` to stand in view with some room around it. */
  const bringIn = useCallback(
    (box: Box) => {
      const { width, height, transform } = store.getState()
      const [x, y, zoom] = transform
      const shift = (from: number, size: number, room: number) => {
        const before = ROOM - from
        const after = from + size + ROOM - room
        return before > 0 ? before : after > 0 ? -Math.min(after, from - ROOM) : 0
      }
      const dx = shift(box.x * zoom + x, box.width * zoom, width)
      const dy = shift(box.y * zoom + y, box.height * zoom, height)
      if (dx || dy) void canvas.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: glide() })
    },
    [canvas, store],
  )

  return useMemo(() => {
    const boxes = (): Box[] =>
      canvas
        .getNodes()
        .filter((node) => node.type !== 'frame')
        .map(boxOf)
    const spot = (size = { width: CARD_WIDTH, height: 120 }): Place => {
      const { at } = useMenuAt.getState()
      if (at) return canvas.screenToFlowPosition(at)
      const { x, y } = middle()
      return { x: x + (CARD_WIDTH - size.width) / 2, y: y + (120 - size.height) / 2 }
    }
    return {
      spot,
      isInView: (box) => {
        const { width, height, transform } = store.getState()
        const [x, y, zoom] = transform
        const isIn = (at: number, room: number) => at >= 0 && at <= room
        return isIn(box.x * zoom + x, width) && isIn(box.y * zoom + y, height)
      },
      addInto: (info, wire, at) => {
        const { document } = documents.getState()
        const source = canvas.getNode(wire.source)
        const node = newNode(document, info)
        const behind = source ? boxOf(source).x + boxOf(source).width + SPLICE_GAP : at.x
        const place = { x: Math.max(behind, at.x - CARD_WIDTH / 2), y: at.y - 22 }
        selectWhenDrawn([node.id])
        const edge = { source: wire.source, sourceHandle: wire.port }
        spliceNode(documents, catalogue, edge, node.id, (flow) => addNode(flow, node, place))
        bringIn({ ...place, width: CARD_WIDTH + INVITATION, height: 140 })
      },
      addNote: () => {
        const { document, edit } = documents.getState()
        const id = freeNoteId(document)
        const wanted = spot(NOTE_SIZE)
        const place = useMenuAt.getState().at ? wanted : freeSpot(wanted, boxes(), NOTE_SIZE.height)
        selectWhenDrawn([id])
        edit('edit.add', (flow) => addNote(flow, id, place))
        writeOn(id, 'text')
      },
      addFrame: () => {
        const { document, edit } = documents.getState()
        const id = freeFrameId(document)
        const chosen = canvas.getNodes().filter((node) => node.selected && node.type !== 'frame')
        const box = chosen.length
          ? around(chosen.map(boxOf))
          : { ...spot(FRAME_SIZE), ...FRAME_SIZE }
        selectWhenDrawn([id])
        edit('edit.add', (flow) => addFrame(flow, id, box))
        writeOn(id, 'title')
      },
      selectOnly,
      goTo: (id) => {
        selectOnly([id])
        void canvas.fitView({ nodes: [{ id }], maxZoom: 1, duration: glide(), padding: 0.4 })
      },
      reveal: (id) => {
        const node = canvas.getNode(id)
        if (!node) return
        const { width = CARD_WIDTH, height = 120 } = node.measured ?? {}
        bringIn({ ...node.position, width, height })
      },
      add: (info, place, from) => {
        const { document, edit } = documents.getState()
        const selected = canvas.getNodes().filter((node) => node.selected)
        const lead = from ?? (place ? undefined : freePort(selected, document.start))
        const anchor = lead && !place ? canvas.getNode(lead.source) : undefined
        const beside = anchor && {
          x: anchor.position.x + (anchor.measured?.width ?? CARD_WIDTH) + 88,
          y: anchor.position.y,
        }
        const node = newNode(document, info)
        const spot = place ?? freeSpot(beside ?? middle(), boxes())
        selectWhenDrawn([node.id])
        edit('edit.add', (flow) => {
          addNode(flow, node, spot)
          if (lead) connect(flow, lead.source, lead.port, node.id)
        })
        if (from || !place) bringIn({ ...spot, width: CARD_WIDTH + INVITATION, height: 140 })
        return node.id
      },
      addTriggerCard: (kind, place) => {
        const { document, edit } = documents.getState()
        const id = freeId(document, kind)
        const spot = place ?? freeSpot(middle(), boxes())
        selectWhenDrawn([id])
        edit('edit.add', (flow) => addTrigger(flow, kind, id, spot))
        return id
      },
    }
  }, [canvas, store, documents, catalogue, bringIn, middle, selectOnly])
}

/** The port that a card added by click should hang on: of the one card selected, if one is free. */
function freePort(selected: readonly CardNode[], start: string | null): Wire | undefined {
  const only = selected.length === 1 ? selected[0] : undefined
  if (!only) return start === null ? { source: START_CARD, port: LEAD } : undefined
  const port = only.data.ports.find((each) => !each.wired && !each.problem)
  return port && { source: only.id, port: port.name }
}
