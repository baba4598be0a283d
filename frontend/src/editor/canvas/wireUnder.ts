/** The wire at a point of the screen, whatever card is dragged over it. */
import type { Place } from '../../shared/flow'

export function wireUnder({ x, y }: Place): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const wire = element.closest<SVGElement>('.react-flow__edge')
    if (wire) return wire.dataset['id'] ?? null
  }
  return null
}
