import { IconMarquee2 } from '@tabler/icons-react'

import { useSelectingArea } from '../canvas/selectingArea'
import type { Command } from './command'

export const selectArea: Command = {
  id: 'selectArea',
  icon: IconMarquee2,
  shortcuts: [],
  isEnabled: () => true,
  run: () => useSelectingArea.setState(({ isOn }) => ({ isOn: !isOn })),
}
