/** The stops of the tour: parts that are really on the screen, in the order one meets them. */

export interface Stop {
  id: 'palette' | 'addStep' | 'canvas' | 'inspector' | 'problems' | 'tryIt' | 'publish'
  selector: string
}

/** On a narrow screen a button stands for the palette; the panel beside the canvas may be absent. */
const STOPS: readonly Stop[] = [
  { id: 'palette', selector: '[data-testid="palette"]' },
  { id: 'addStep', selector: '[data-testid="open-palette"]' },
  { id: 'canvas', selector: '[data-testid="card-start"]' },
  { id: 'inspector', selector: '[data-testid="inspector"]' },
  { id: 'problems', selector: '[data-testid="problems"]' },
  { id: 'tryIt', selector: '[data-testid="try-it"]' },
  { id: 'publish', selector: '[data-testid="publish"]' },
]

/** What the screen shows while it lasts: the canvas, with nothing over it. */
export const TOUR_BEGINS = {
  tourOpen: true,
  view: 'canvas',
  find: null,
  paletteOpen: false,
  problemsOpen: false,
} as const

/** Those whose part is shown to this person on this screen. */
export function stopsHere(root: ParentNode): Stop[] {
  return STOPS.filter(({ selector }) => root.querySelector(selector) !== null)
}

export interface Size {
  width: number
  height: number
}

export interface Box extends Size {
  left: number
  top: number
}

export type Side = 'above' | 'below' | 'before' | 'behind'

export interface Bubble {
  left: number
  top: number
  /** Where it stands, seen from what it speaks of. */
  side: Side
  /** Where along its edge the tip is, from the edge's beginning. */
  tip: number
}

const GAP = 16
const EDGE = 8
const RING = 8
const RING_EDGE = 2
const TIP_ROOM = 20
const BESIDE_LOW: Side[] = ['below', 'above', 'behind', 'before']
const BESIDE_TALL: Side[] = ['behind', 'before', 'below', 'above']

/** Where a bubble of `size` stands beside `box`: never over it, unless there is no room. */
export function beside(box: Box, size: Size, screen: Size): Bubble {
  const right = box.left + box.width
  const bottom = box.top + box.height
  const isTall = box.height > screen.height / 2
  const middleX = box.left + (box.width - size.width) / 2
  const middleY = isTall ? box.top + 48 : box.top + (box.height - size.height) / 2
  const ways = {
    below: { left: middleX, top: bottom + GAP, room: screen.height - bottom - size.height },
    above: { left: middleX, top: box.top - GAP - size.height, room: box.top - size.height },
    behind: { left: right + GAP, top: middleY, room: screen.width - right - size.width },
    before: { left: box.left - GAP - size.width, top: middleY, room: box.left - size.width },
  }
  const order = isTall ? BESIDE_TALL : BESIDE_LOW
  const roomiest = order.reduce((one, other) => (ways[other].room > ways[one].room ? other : one))
  const side = order.find((each) => ways[each].room >= GAP + EDGE) ?? roomiest
  const left = within(ways[side].left, EDGE, screen.width - size.width - EDGE)
  const top = within(ways[side].top, EDGE, screen.height - size.height - EDGE)
  const tip =
    side === 'below' || side === 'above'
      ? middle(box.left, box.width, left, size.width)
      : middle(box.top, box.height, top, size.height)
  return { left, top, side, tip }
}

/** The ring around `box`, a little apart from it but still on the screen. */
export function ringAround(box: Box, screen: Size): Box {
  const left = Math.max(RING_EDGE, box.left - RING)
  const top = Math.max(RING_EDGE, box.top - RING)
  const right = Math.min(screen.width - RING_EDGE, box.left + box.width + RING)
  const bottom = Math.min(screen.height - RING_EDGE, box.top + box.height + RING)
  return { left, top, width: right - left, height: bottom - top }
}

const within = (value: number, least: number, most: number) =>
  Math.max(least, Math.min(value, most))

/** The middle of what the part and the bubble share along an edge, from the bubble's beginning. */
function middle(from: number, length: number, bubble: number, size: number): number {
  const shared = (Math.max(from, bubble) + Math.min(from + length, bubble + size)) / 2
  return within(shared - bubble, TIP_ROOM, size - TIP_ROOM)
}
