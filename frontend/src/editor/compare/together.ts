/** Canvases that move together: each shows the part of its flow that the one moved last shows. */
import type { Transform, Viewport } from '@xyflow/react'

/** What this needs of a canvas; React Flow's own store has it. */
export interface Movable {
  getState: () => {
    transform: Transform
    panZoom: { syncViewport: (viewport: Viewport) => void } | null
  }
  setState: (change: { transform: Transform }) => void
  subscribe: (listener: (now: { transform: Transform }) => void) => () => void
}

/** Adds a canvas to those that move together; the answer takes it out again. */
export type Join = (canvas: Movable) => () => void

/**
 * A company of canvases, none of them there yet. They follow at once and not by way of React, which
 * would lag behind a hand that drags.
 */
export function movingTogether(): Join {
  const canvases = new Set<Movable>()
  let isBringing = false
  return (canvas) => {
    canvases.add(canvas)
    const unsubscribe = canvas.subscribe(({ transform }) => {
      // One that is brought along tells of it too, perhaps of a little less than it was asked for.
      if (isBringing) return
      isBringing = true
      try {
        for (const other of canvases) if (other !== canvas) bring(other, transform)
      } finally {
        isBringing = false
      }
    })
    return () => {
      unsubscribe()
      canvases.delete(canvas)
    }
  }
}

function bring(canvas: Movable, transform: Transform): void {
  const { transform: old, panZoom } = canvas.getState()
  if (old.every((value, index) => Object.is(value, transform[index]))) return
  const [x, y, zoom] = transform
  panZoom?.syncViewport({ x, y, zoom })
  canvas.setState({ transform })
}
