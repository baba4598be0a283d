import type { OwnerState } from '../api/types'

/** How a conversation stands: one that is being rated is over for the agents, wherever it is named. */
export function standingOf(state: OwnerState, isRated: boolean): OwnerState | 'rating' {
  return isRated ? 'rating' : state
}
