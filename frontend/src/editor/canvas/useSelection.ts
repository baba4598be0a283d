/** What is selected on the canvas, read from React Flow's own store. */
import { useStore } from '@xyflow/react'

const SEPARATOR = '\n'

/** Ids of the selected cards. */
export function useSelection(): string[] {
  const ids = useStore((state) =>
    state.nodes
      .filter((node) => node.selected)
      .map((node) => node.id)
      .join(SEPARATOR),
  )
  return ids ? ids.split(SEPARATOR) : []
}
