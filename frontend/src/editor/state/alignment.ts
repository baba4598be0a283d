/** Lining cards up and spreading them out. Pure: boxes in, places out. */
import type { Place } from '../../shared/flow'
import type { Box } from './areas'

export const ALIGNMENTS = ['Left', 'Centre', 'Right', 'Top', 'Middle', 'Bottom'] as const
export type Alignment = (typeof ALIGNMENTS)[number]
export type Axis = 'Across' | 'Down'

type Boxes = ReadonlyMap<string, Box>
type Places = Record<string, Place>

/** Where the boxes stand when they share one edge or middle line: that of all of them together. */
export function aligned(boxes: Boxes, how: Alignment): Places {
  const all = [...boxes.values()]
  const left = Math.min(...all.map((box) => box.x))
  const top = Math.min(...all.map((box) => box.y))
  const right = Math.max(...all.map((box) => box.x + box.width))
  const bottom = Math.max(...all.map((box) => box.y + box.height))
  const place: Record<Alignment, (box: Box) => Place> = {
    Left: (box) => ({ x: left, y: box.y }),
    Centre: (box) => ({ x: (left + right - box.width) / 2, y: box.y }),
    Right: (box) => ({ x: right - box.width, y: box.y }),
    Top: (box) => ({ x: box.x, y: top }),
    Middle: (box) => ({ x: box.x, y: (top + bottom - box.height) / 2 }),
    Bottom: (box) => ({ x: box.x, y: bottom - box.height }),
  }
  return Object.fromEntries([...boxes].map(([id, box]) => [id, place[how](box)]))
}

/** Where the boxes stand with the same gap between each two; the outermost stay. */
export function distributed(boxes: Boxes, axis: Axis): Places {
  const [at, size] = axis === 'Across' ? (['x', 'width'] as const) : (['y', 'height'] as const)
  const inOrder = [...boxes].toSorted(([, one], [, other]) => one[at] - other[at])
  const [first, last] = [inOrder[0]?.[1], inOrder.at(-1)?.[1]]
  if (!first || !last) return {}
  const taken = inOrder.reduce((sum, [, box]) => sum + box[size], 0)
  const gap = (last[at] + last[size] - first[at] - taken) / (inOrder.length - 1)
  let next = first[at]
  return Object.fromEntries(
    inOrder.map(([id, box]) => {
      const place = { x: box.x, y: box.y, [at]: next }
      next += box[size] + gap
      return [id, place]
    }),
  )
}
