/** Where the menu of steps to add is open, if it is. */
import { create } from 'zustand'

import type { Place } from '../../shared/flow'
import type { Wire } from '../state/fromCanvas'

export interface QuickAddAt {
  /** On the screen. */
  x: number
  y: number
  /** On the canvas; without it, beside the card that `from` names. */
  place?: Place
  from: Wire
  /** Into the wire that leaves `from`, rather than behind it. */
  isSplice?: boolean
}

export const useQuickAdd = create<{ at: QuickAddAt | null }>()(() => ({ at: null }))
