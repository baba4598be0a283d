import { IconLanguage } from '@tabler/icons-react'

import type { Command } from './command'

export const openLanguages: Command = {
  id: 'openLanguages',
  icon: IconLanguage,
  shortcuts: [],
  isEnabled: () => true,
  run: ({ screen }) =>
    screen.show({ translating: screen.translating ? null : { language: null, row: null } }),
}
