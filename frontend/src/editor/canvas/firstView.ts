/** Where the canvas opens: the whole flow when it can be read so, otherwise its beginning. */
import type { ReactFlowInstance } from '@xyflow/react'

import { START_CARD } from '../state/recipes'
import type { CardNode, WireEdge } from '../state/toCanvas'

const READABLE = 0.6
const OPENING = 0.8
const OPENING_NARROW = 0.55

export function showFirst(
  canvas: ReactFlowInstance<CardNode, WireEdge>,
  width: number,
  height: number,
): void {
  const nodes = canvas.getNodes()
  if (nodes.length < 2) {
    void canvas.setViewport({ ...besideTheBox(width, height), zoom: 1 })
    return
  }
  const box = canvas.getNodesBounds(nodes)
  const zoom = Math.min(width / (box.width * 1.2), height / (box.height * 1.2))
  if (zoom >= READABLE) {
    void canvas.fitView({ maxZoom: 1, padding: 0.12 })
    return
  }
  const start = canvas.getNode(START_CARD)?.position ?? { x: box.x, y: box.y }
  const isWide = width > 700
  const opening = isWide ? OPENING : OPENING_NARROW
  void canvas.setViewport({
    x: (isWide ? 48 : 16) - start.x * opening,
    y: height * (isWide ? 0.3 : 0.25) - start.y * opening,
    zoom: opening,
  })
}

/** Free of the box that asks how to begin: the same numbers as `.empty` in canvas.module.css. */
function besideTheBox(width: number, height: number): { x: number; y: number } {
  if (width < 760) return { x: width / 2 - 66, y: 40 }
  return { x: Math.max(48, width / 2 - 344), y: (height - 52) / 2 - 22 }
}
