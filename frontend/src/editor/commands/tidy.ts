import { IconWand } from '@tabler/icons-react'

import { framedAfter } from '../canvas/carrying'
import { glide } from '../canvas/glide'
import { say } from '../said'
import { refit } from '../state/areas'
import { arrangeAside } from '../state/arrangeAside'
import type { Command, CommandContext } from './command'

/** What takes longer is said. */
const PATIENCE_MS = 300

let isRunning = false

export const tidy: Command = {
  id: 'tidy',
  icon: IconWand,
  shortcuts: [{ key: 'l', mod: true, shift: true }],
  isEnabled: ({ documents, mayEdit }) =>
    mayEdit && documents.shown.getState().document.nodes.length > 0,
  run: async (context) => {
    if (isRunning) return
    isRunning = true
    try {
      await tidyUp(context)
    } finally {
      isRunning = false
    }
  },
}

/** Give every card its place; a flow that is changed meanwhile is left as it is. */
async function tidyUp({ documents, canvas, catalogue }: CommandContext): Promise<void> {
  const { document: flow } = documents.getState()
  const changed = new AbortController()
  const unsubscribe = documents.subscribe((now) => {
    if (now.document !== flow) changed.abort()
  })
  const patience = setTimeout(() => say({ key: 'tidying', values: {} }), PATIENCE_MS)
  try {
    const sizes = new Map(
      canvas.getNodes().flatMap((node) => {
        const { width, height } = node.measured ?? {}
        return width && height ? [[node.id, { width, height }] as const] : []
      }),
    )
    const places = await arrangeAside({ flow, catalogue, sizes }, changed.signal)
    if (places === null || documents.getState().document !== flow)
      return say({ key: 'tidyStopped', values: {} })
    const framed = framedAfter(canvas.getNodes(), places)
    documents.getState().edit('edit.tidy', (draft) => {
      for (const [id, place] of Object.entries(places))
        draft.layout[id] = { ...draft.layout[id], ...place }
      for (const [id, boxes] of framed) refit(draft, id, boxes)
      for (const key of Object.keys(draft.layout)) if (key.includes(':')) delete draft.layout[key]
    })
  } finally {
    clearTimeout(patience)
    unsubscribe()
  }
  setTimeout(
    () => void canvas.fitView({ maxZoom: 1, minZoom: 0.3, padding: 0.12, duration: glide() }),
    60,
  )
}
