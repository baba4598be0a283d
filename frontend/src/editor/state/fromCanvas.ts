/** The way back: what was done on the canvas, as an edit of the document. */
import type { Place } from '../../shared/flow'
import type { Recipe } from './documentStore'
import { connect, disconnect, move, remove } from './recipes'

export type CanvasChange =
  | { kind: 'moved'; places: Record<string, Place> }
  | { kind: 'connected'; source: string; port: string; target: string }
  | { kind: 'reconnected'; from: Wire; to: Wire & { target: string } }
  | { kind: 'disconnected'; wires: Wire[] }
  | { kind: 'removed'; ids: string[]; wires: Wire[] }

export interface Wire {
  source: string
  port: string
}

export interface Edit {
  label: string
  recipe: Recipe
}

/** One change on the canvas is one edit, with the label that undo shows. */
export function fromCanvas(change: CanvasChange): Edit {
  switch (change.kind) {
    case 'moved':
      return { label: 'edit.move', recipe: (flow) => move(flow, change.places) }
    case 'connected':
      return {
        label: 'edit.connect',
        recipe: (flow) => connect(flow, change.source, change.port, change.target),
      }
    case 'reconnected':
      return {
        label: 'edit.reconnect',
        recipe: (flow) => {
          const { from, to } = change
          if (from.source !== to.source || from.port !== to.port)
            disconnect(flow, from.source, from.port)
          connect(flow, to.source, to.port, to.target)
        },
      }
    case 'disconnected':
      return {
        label: 'edit.disconnect',
        recipe: (flow) => change.wires.forEach((wire) => disconnect(flow, wire.source, wire.port)),
      }
    case 'removed':
      return {
        label: 'edit.remove',
        recipe: (flow) => {
          change.wires.forEach((wire) => disconnect(flow, wire.source, wire.port))
          remove(flow, new Set(change.ids))
        },
      }
  }
}
