import { IconWand } from '@tabler/icons-react'

import { framedAfter } from '../canvas/carrying'
import { refit } from '../state/areas'
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
    const framed = framedAfter(canvas.getNodes(), places)
    documents.getState().edit('edit.tidy', (flow) => {
      for (const [id, place] of Object.entries(places))
        flow.layout[id] = { ...flow.layout[id], ...place }
      for (const [id, boxes] of framed) refit(flow, id, boxes)
      for (const key of Object.keys(flow.layout)) if (key.includes(':')) delete flow.layout[key]
    })
    setTimeout(
      () => void canvas.fitView({ maxZoom: 1, minZoom: 0.3, padding: 0.12, duration: 300 }),
      60,
    )
  },
}
