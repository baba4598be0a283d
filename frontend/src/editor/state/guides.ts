/** Snap guides: where what is dragged lines up with what stands still. Pure, and cheap per frame. */
import type { Box } from './areas'

/** A line to draw: at `at` across the other axis, from one end to the other. */
export interface Guide {
  axis: 'x' | 'y'
  at: number
  from: number
  to: number
}

interface Line {
  at: number
  box: Box
}

/** The edges and middles of what stands still, sorted once when a drag begins. */
export interface Lines {
  x: Line[]
  y: Line[]
}

export function linesOf(boxes: readonly Box[]): Lines {
  const lines = (axis: 'x' | 'y', size: 'width' | 'height') =>
    boxes
      .flatMap((box) => stops(box[axis], box[size]).map((at) => ({ at, box })))
      .toSorted((one, other) => one.at - other.at)
  return { x: lines('x', 'width'), y: lines('y', 'height') }
}

function stops(start: number, length: number): number[] {
  return [start, start + length / 2, start + length]
}

/** How far to shift `moving` so that it lines up, and the lines that say with what. */
export function snap(
  moving: Box,
  lines: Lines,
  reach: number,
): { dx: number; dy: number; guides: Guide[] } {
  const x = nearest(lines.x, stops(moving.x, moving.width), reach)
  const y = nearest(lines.y, stops(moving.y, moving.height), reach)
  const dx = x ? x.line.at - x.stop : 0
  const dy = y ? y.line.at - y.stop : 0
  const there = { ...moving, x: moving.x + dx, y: moving.y + dy }
  const guides: Guide[] = []
  if (x) guides.push({ axis: 'x', at: x.line.at, ...span(there, x.line.box, 'y', 'height') })
  if (y) guides.push({ axis: 'y', at: y.line.at, ...span(there, y.line.box, 'x', 'width') })
  return { dx, dy, guides }
}

function span(one: Box, other: Box, axis: 'x' | 'y', size: 'width' | 'height') {
  return {
    from: Math.min(one[axis], other[axis]),
    to: Math.max(one[axis] + one[size], other[axis] + other[size]),
  }
}

function nearest(
  lines: Line[],
  candidates: number[],
  reach: number,
): { line: Line; stop: number } | null {
  let best: { line: Line; stop: number } | null = null
  let distance = reach
  for (const stop of candidates) {
    const at = firstFrom(lines, stop)
    for (const line of [lines[at - 1], lines[at]]) {
      if (!line || Math.abs(line.at - stop) > distance) continue
      if (best && Math.abs(line.at - stop) === distance) continue
      best = { line, stop }
      distance = Math.abs(line.at - stop)
    }
  }
  return best
}

/** The first line at or behind `value`, by halving. */
function firstFrom(lines: Line[], value: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle] as Line).at < value) low = middle + 1
    else high = middle
  }
  return low
}
