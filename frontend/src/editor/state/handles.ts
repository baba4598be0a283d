/** Where the ports of a card will sit before it was ever drawn. */
import { Position, type NodeHandle } from '@xyflow/react'

import type { PortInfo } from '../../shared/flow'
import { PORT_ROW, type Size } from './estimate'

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
