/** What is carried from the palette to the canvas. */
const TYPE = 'application/x-flowbuilder-node'

export interface Dragged {
  kind: 'node' | 'trigger'
  name: string
}

export function carry(transfer: DataTransfer, dragged: Dragged): void {
  transfer.setData(TYPE, JSON.stringify(dragged))
  transfer.effectAllowed = 'copy'
}

export function draggedType(transfer: DataTransfer): Dragged | null {
  try {
    const value = JSON.parse(transfer.getData(TYPE)) as Dragged
    return value.kind === 'node' || value.kind === 'trigger' ? value : null
  } catch {
    return null
  }
}
