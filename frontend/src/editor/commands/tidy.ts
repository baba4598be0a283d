import { IconWand } from '@tabler/icons-react'

import { arrange } from '../state/arrange'
import type { Command } from './command'

export const tidy: Command = {
  id: 'tidy',
  icon: IconWand,
  shortcuts: [{ key: 'l', mod: true, shift: true }],
  isEnabled: ({ documents, mayEdit }) => mayEdit && documents.getState().document.nodes.length > 0,
  run: ({ documents, canvas, catalogue }) => {
    const sizes = new Map(
      canvas.getNodes().flatMap((node) => {
        const { width, height } = node.measured ?? {}
        return width && height ? [[node.id, { width, height }] as const] : []
      }),
    )
    const places = arrange(documents.getState().document, catalogue, sizes)
    documents.getState().edit('edit.tidy', (flow) => {
      Object.assign(flow.layout, places)
    })
    setTimeout(
      () => void canvas.fitView({ maxZoom: 1, minZoom: 0.3, padding: 0.12, duration: 300 }),
      60,
    )
  },
}
