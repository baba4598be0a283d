/** How large a card will be before it was ever drawn. */
import type { NodeTypeInfo, FlowNode, PortInfo } from '../../shared/flow'

export const CARD_WIDTH = 264
export const TRIGGER_SIZE = { width: 220, height: 72 }
export const START_SIZE = { width: 132, height: 44 }

export interface Size {
  width: number
  height: number
}

const LINE = 18
const LINES = 3
const LETTERS_IN_A_LINE = 36
export const PORT_ROW = 28

/** A card's size as the style sheet makes it, but for how its words break into lines. */
export function cardSize(
  node: FlowNode,
  info: NodeTypeInfo | undefined,
  ports: readonly PortInfo[],
): Size {
  const header = node.title && info ? 36 : 20
  const rows = ports.filter((port) => !port.problem).length
  const list = rows ? 6 + rows * PORT_ROW : 0
  return { width: CARD_WIDTH, height: 18 + header + 10 + lines(node) * LINE + list }
}

/** The same for a folded card: its title, and low rows when there are ports to tell apart. */
export function compactSize(ports: readonly PortInfo[]): Size {
  const rows = ports.filter((port) => !port.problem).length
  return { width: CARD_WIDTH, height: 42 + (rows > 1 ? rows * 16 : 0) }
}

function lines(node: FlowNode): number {
  let longest = 0
  for (const value of Object.values(node.config))
    if (typeof value === 'string' && value.length > longest) longest = value.length
  return Math.min(LINES, Math.max(1, Math.ceil(longest / LETTERS_IN_A_LINE)))
}
