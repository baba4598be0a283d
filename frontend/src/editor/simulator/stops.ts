/** A trace gathered by the nodes it went through. */
import type { TraceStep } from '../../shared/api/flows'

export interface Stop {
  node: string
  /** In a flow that was called: that flow's name and the step's. */
  inside: string
  words: string[]
}

/** Each visit of a node is one stop; the node's type, said on entering, is left out. */
export function stops(steps: readonly TraceStep[]): Stop[] {
  const found: Stop[] = []
  for (const step of steps) {
    const last = found.at(-1)
    const { node, inside = '' } = step
    const isElsewhere = last?.node !== node || last.inside !== inside
    const isNewVisit = step.kind === 'entered' || !last || isElsewhere
    const stop = isNewVisit ? { node, inside, words: [] } : last
    if (isNewVisit) found.push(stop)
    if (step.kind !== 'entered' && step.text) stop.words.push(step.text)
  }
  return found
}
