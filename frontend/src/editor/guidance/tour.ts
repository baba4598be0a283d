/** The stops of the tour: parts that are really on the screen, in the order one meets them. */

export interface Stop {
  id: 'palette' | 'canvas' | 'inspector' | 'problems' | 'tryIt' | 'publish'
  selector: string
}

const STOPS: readonly Stop[] = [
  { id: 'palette', selector: '[data-testid="palette"]' },
  { id: 'canvas', selector: '[data-testid="canvas"]' },
  { id: 'inspector', selector: '[data-testid="inspector"]' },
  { id: 'problems', selector: '[data-testid="problems"]' },
  { id: 'tryIt', selector: '[data-testid="try-it"]' },
  { id: 'publish', selector: '[data-testid="publish"]' },
]

/** Those whose part is shown to this person on this screen. */
export function stopsHere(root: ParentNode): Stop[] {
  return STOPS.filter(({ selector }) => root.querySelector(selector) !== null)
}

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

const GAP = 12
const EDGE = 8

/** Where a card of `size` stands beside `box`: below or beside it, inside it if it fills the screen. */
export function beside(
  box: Box,
  size: { width: number; height: number },
  screen: { width: number; height: number },
): { left: number; top: number } {
  const clampX = (x: number) => Math.max(EDGE, Math.min(x, screen.width - size.width - EDGE))
  const clampY = (y: number) => Math.max(EDGE, Math.min(y, screen.height - size.height - EDGE))
  const right = box.left + box.width + GAP
  const left = box.left - size.width - GAP
  const below = box.top + box.height + GAP
  if (below + size.height + EDGE <= screen.height) {
    return { left: clampX(box.left + box.width / 2 - size.width / 2), top: below }
  }
  const middle = clampY(box.top + 48)
  if (right + size.width + EDGE <= screen.width && box.width < screen.width / 2) {
    return { left: right, top: middle }
  }
  if (left >= EDGE && box.width < screen.width / 2) return { left, top: middle }
  return {
    left: clampX(box.left + box.width / 2 - size.width / 2),
    top: clampY(box.top + box.height / 3),
  }
}
