/** A way out that leads nowhere yet, and the menu of what could stand there. */
import type { ReactFlowInstance } from '@xyflow/react'

import { CARD_WIDTH } from '../state/estimate'
import type { CardNode, WireEdge } from '../state/toCanvas'
import { useQuickAdd } from './quickAddAt'

/** What a click on an open way looks for. */
export const OPEN_WAY = 'data-open-way'

/** The way out of a card to go on with: one that should lead on and does not, or else any free one. */
export function openWayOf(card: CardNode): string | null {
  const free = card.data.ports.filter((port) => !port.wired)
  const open = free.find((port) => !port.problem && port.sameAs === undefined)
  return (open ?? free[0])?.name ?? null
}

/** Ask what should stand behind a way out; beside its card, or at a place on the screen. */
export function askWhatNext(
  canvas: ReactFlowInstance<CardNode, WireEdge>,
  source: string,
  port: string,
  at?: { x: number; y: number },
): void {
  const card = canvas.getNode(source)
  if (!card) return
  const { width = CARD_WIDTH } = card.measured ?? {}
  const { x, y } = card.position
  const beside = canvas.flowToScreenPosition({ x: x + width + 16, y })
  useQuickAdd.setState({ at: { ...(at ?? beside), from: { source, port } } })
}
