/** Where on the screen the menu of a card or of the canvas is open, if it is. */
import { create } from 'zustand'

import type { Place } from '../../shared/flow'

interface MenuAt {
  at: Place | null
  /** For a card or several, or for the bare canvas. */
  of: 'cards' | 'canvas'
}

export const useMenuAt = create<MenuAt>()(() => ({ at: null, of: 'canvas' }))
