import { IconMap2 } from '@tabler/icons-react'

import { TOUR_BEGINS } from '../guidance/tour'
import type { Command } from './command'

export const startTour: Command = {
  id: 'startTour',
  icon: IconMap2,
  shortcuts: [],
  isEnabled: () => true,
  run: ({ screen }) => screen.show(TOUR_BEGINS),
}
