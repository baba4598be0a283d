import { IconTemplate } from '@tabler/icons-react'

import type { Command } from './command'

export const saveAsTemplate: Command = {
  id: 'saveAsTemplate',
  icon: IconTemplate,
  shortcuts: [],
  isEnabled: ({ mayEdit, documents }) =>
    mayEdit && documents.shown.getState().document.nodes.length > 0,
  run: ({ screen }) => screen.show({ dialog: 'template' }),
}
