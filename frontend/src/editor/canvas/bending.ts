/** The wire whose middle is being dragged, and how far it is now. */
import { create } from 'zustand'

import type { Place } from '../../shared/flow'

interface Bending {
  wire: string | null
  by: Place
}

export const useBending = create<Bending>()(() => ({ wire: null, by: { x: 0, y: 0 } }))
