/** Cards before they were ever drawn: how large they will be, and where their ports will sit. */
import { Position, type NodeHandle } from '@xyflow/react'

import type { PortInfo } from '../../shared/flow'
import { cardSize, compactSize, PORT_ROW, START_SIZE, TRIGGER_SIZE, type Size } from './estimate'
import type { CardNode } from './toCanvas'

const HANDLE = 12
const ENTRY_Y = 21

/** Where wires meet a card of that size: the entry on the left, ports on the right, "on problem" below. */
export function handlesOf(size: Size, ports: readonly PortInfo[], hasEntry: boolean): NodeHandle[] {
  const half = HANDLE / 2
  const at = (id: string, y: number): NodeHandle => ({
    id,
    type: 'source',
    position: Position.Right,
    x: size.width - half,
    y: y - half,
    width: HANDLE,
    height: HANDLE,
  })
  const good = ports.filter((port) => !port.problem)
  const top = hasEntry ? size.height - 6 - good.length * PORT_ROW : size.height / 2 - PORT_ROW / 2
  const sources = good.map((port, row) => at(port.name, top + (row + 0.5) * PORT_ROW))
  const below = ports
    .filter((port) => port.problem)
    .map((port, row) => at(port.name, size.height + 15 + row * PORT_ROW))
  const entry: NodeHandle = {
    id: 'in',
    type: 'target',
    position: Position.Left,
    x: -half,
    y: ENTRY_Y - half,
    width: HANDLE,
    height: HANDLE,
  }
  return [...(hasEntry ? [entry] : []), ...sources, ...below]
}

/** How large a card will be, as far as can be told before it was drawn. */
export function guessedSize(card: CardNode): Size {
  switch (card.type) {
    case 'card':
      return card.data.isCompact
        ? compactSize(card.data.ports)
        : cardSize(card.data.node, card.data.info, card.data.ports)
    case 'trigger':
      return TRIGGER_SIZE
    case 'note':
      return card.data.note
    case 'frame':
      return card.data.frame
    default:
      return START_SIZE
  }
}

/**
 * A measure for a card that nobody has seen yet, so that React Flow need not draw it to know where
 * it is. It is never the true one: the card is measured when it comes into view.
 */
export function unseen(card: CardNode): Pick<CardNode, 'measured' | 'handles'> {
  const { ports } = card.data
  const size = guessedSize(card)
  return {
    measured: { width: size.width, height: size.height + 0.01 },
    handles: handlesOf(size, ports, card.type === 'card'),
  }
}

/** The card as it is once React Flow has measured it. */
export function withoutGuess(card: CardNode): CardNode {
  const seen = { ...card }
  delete seen.handles
  return seen
}
