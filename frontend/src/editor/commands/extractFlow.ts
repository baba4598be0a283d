import { IconPackageExport } from '@tabler/icons-react'

import { say } from '../said'
import { extractionOf } from '../subflow/extract'
import type { Command } from './command'

export const extractFlow: Command = {
  id: 'extractFlow',
  icon: IconPackageExport,
  shortcuts: [],
  isEnabled: ({ documents, selection, mayEdit }) =>
    mayEdit && documents.shown.getState().document.nodes.some(({ id }) => selection.includes(id)),
  run: ({ documents, catalogue, selection, screen }) => {
    const { document } = documents.getState()
    const found = extractionOf(document, catalogue, new Set(selection))
    if (typeof found === 'string') say({ key: `extract_${found}`, values: {} })
    else screen.show({ dialog: 'extract' })
  },
}
