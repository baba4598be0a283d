/** What can be done to the canvas from anywhere: add a card, find the selection, go to a card. */
import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useCallback, useMemo } from 'react'

import type { NodeTypeInfo, Place, TriggerKind } from '../../shared/flow'
import { useEditor } from '../EditorContext'
import { freeSpot, newNode, type Box } from '../state/newNode'
import { addNode, addTrigger, connect, freeId, LEAD, START_CARD } from '../state/recipes'
import { selecting, selectWhenDrawn } from './pendingSelection'
import { CARD_WIDTH } from '../state/estimate'
import type { CardNode, WireEdge } from '../state/toCanvas'

const ROOM = 48

export interface From {
  source: string
  port: string
}

export interface CanvasActions {
  /** Add a node; without a place, beside the selection (and wired to it) or in the middle. */
  add: (info: NodeTypeInfo, place?: Place, from?: From) => string
  addTriggerCard: (kind: TriggerKind, place?: Place) => string
  selectOnly: (ids: readonly string[]) => void
  goTo: (id: string) => void
  /** Bring a card into view, if it is not, without selecting it. */
  reveal: (id: string) => void
}

export function useCanvasActions(): CanvasActions {
  const canvas = useReactFlow<CardNode, WireEdge>()
  const store = useStoreApi<CardNode, WireEdge>()
  const { documents } = useEditor()

  const selectOnly = useCallback(
    (ids: readonly string[]) => {
      const wanted = new Set(ids)
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
      if (dx || dy) void canvas.setViewport({ x: x + dx, y: y + dy, zoom }, { duration: 250 })
    },
    [canvas, store],
  )

  return useMemo(() => {
    const boxes = (): Box[] =>
      canvas.getNodes().map((node) => ({
        ...node.position,
        width: node.measured?.width ?? CARD_WIDTH,
        height: node.measured?.height ?? 120,
      }))
    return {
      selectOnly,
      goTo: (id) => {
        selectOnly([id])
        void canvas.fitView({ nodes: [{ id }], maxZoom: 1, duration: 250, padding: 0.4 })
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
        if (!place) bringIn({ ...spot, width: CARD_WIDTH, height: 140 })
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
  }, [canvas, documents, bringIn, middle, selectOnly])
}

/** The port that a card added by click should hang on: of the one card selected, if one is free. */
function freePort(selected: readonly CardNode[], start: string | null): From | undefined {
  const only = selected.length === 1 ? selected[0] : undefined
  if (!only) return start === null ? { source: START_CARD, port: LEAD } : undefined
  const port = only.data.ports.find((each) => !each.wired && !each.problem)
  return port && { source: only.id, port: port.name }
}
