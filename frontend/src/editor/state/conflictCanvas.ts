/** Two authors' work on two canvases: what each made of what both began with. Pure. */
import type { Catalogue, Flow } from '../../shared/flow'
import type { Box } from './areas'
import { compareCanvas, type Compared } from './compareCanvas'
import { differences } from './differences'
import { guessedSize } from './unseen'
import { mergeFlows, type Collision, type Side } from './merge'
import { START_CARD } from './recipes'
import type { Spoken } from './toCanvas'

export type Sides<T> = Readonly<Record<Side, T>>

/**
 * Draw `mine` and `theirs`, each with what became of `base` in it.
 *
 * A card that both have stands at one place on both canvases, the one it has when they are joined:
 * whose place it is is no question, and what stands side by side is easy to compare.
 */
export function conflictCanvases(
  base: Flow,
  { mine, theirs }: Sides<Flow>,
  catalogue: Catalogue,
  spoken: Spoken,
): Sides<Compared> {
  const { layout } = mergeFlows(base, mine, theirs).document
  const placed = (flow: Flow): Flow => ({ ...flow, layout: { ...flow.layout, ...layout } })
  const before = placed(base)
  const drawn = (flow: Flow): Compared => {
    const after = placed(flow)
    const found = differences(before, after, catalogue)
    return compareCanvas(before, after, catalogue, found, spoken)
  }
  return { mine: drawn(mine), theirs: drawn(theirs) }
}

/** The cards that a collision is about, on either side: of a wire, also the one it leads to there. */
export function cardsOf({ path, mine, theirs }: Collision): Sides<string[]> {
  const own = ownCards(path)
  const isLead = path[0] === 'start' || path[0] === 'edges' || path[2] === 'target'
  const on = (value: unknown) => [...own, ...(isLead ? targetOf(value) : [])]
  return { mine: on(mine), theirs: on(theirs) }
}

function ownCards([part, item = '', inner = '']: readonly string[]): string[] {
  const id = item.replace(/^#/, '')
  switch (part) {
    case 'nodes':
    case 'triggers':
    case 'notes':
    case 'frames':
      return [id]
    case 'edges':
      return [id.slice(0, id.indexOf(':'))]
    case 'start':
      return [START_CARD]
    case 'translations':
      return [inner]
    default:
      return []
  }
}

function targetOf(value: unknown): string[] {
  const target = typeof value === 'object' && value && 'target' in value ? value.target : value
  return typeof target === 'string' ? [target] : []
}

/** What must be in view for `cards` to be seen on both canvases; without any of them, everything. */
export function boxAround(canvases: Sides<Compared>, cards: Sides<readonly string[]>): Box {
  const all = [...canvases.mine.nodes, ...canvases.theirs.nodes]
  const wanted = [
    ...canvases.mine.nodes.filter((node) => cards.mine.includes(node.id)),
    ...canvases.theirs.nodes.filter((node) => cards.theirs.includes(node.id)),
  ]
  const boxes = (wanted.length ? wanted : all).map((node) => ({
    ...node.position,
    ...guessedSize(node),
  }))
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}
