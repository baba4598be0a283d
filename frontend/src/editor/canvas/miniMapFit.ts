/** Where the cards stand, and how that fits into the small map. */
import type { CardNode } from '../state/toCanvas'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** A place on the map is `x + scale * place`. */
export interface Fitted {
  scale: number
  x: number
  y: number
}

const MARGIN = 10
const LARGEST_SCALE = 0.14

export function boundsOf(nodes: readonly CardNode[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { position, measured } of nodes) {
    left = Math.min(left, position.x)
    top = Math.min(top, position.y)
    right = Math.max(right, position.x + (measured?.width ?? 0))
    bottom = Math.max(bottom, position.y + (measured?.height ?? 0))
  }
  return nodes.length
    ? { x: left, y: top, width: right - left, height: bottom - top }
    : { x: 0, y: 0, width: 0, height: 0 }
}

/** The largest scale at which all of `box` stands in the middle of a map of that size. */
export function fitted(box: Box, width: number, height: number): Fitted {
  const scale = Math.min(
    (width - 2 * MARGIN) / Math.max(1, box.width),
    (height - 2 * MARGIN) / Math.max(1, box.height),
    LARGEST_SCALE,
  )
  return {
    scale,
    x: (width - box.width * scale) / 2 - box.x * scale,
    y: (height - box.height * scale) / 2 - box.y * scale,
  }
}
