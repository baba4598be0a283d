/** How notes and frames are drawn, beside the cards of steps. Pure. */
import type { Node } from '@xyflow/react'

import type { Flow, Place, Problem } from '../../shared/flow'
import type { CanvasPort, FrameData, NoteData, Spoken } from './toCanvas'

const NO_PORTS: CanvasPort[] = []
const NO_PROBLEMS: Problem[] = []

/** Frames lie below wires, also when selected, which lifts a card by 1000. */
const BELOW = -1001
/** Only a frame's title can be taken hold of: what lies over it is the canvas. */
export const FRAME_TITLE = 'fb-frame-title'

/** Cards of notes and frames. One that took the id of a card, in a file by another hand, is not drawn. */
export function areaCards(
  document: Flow,
  spoken: Spoken,
  ids: ReadonlySet<string>,
  at: (key: string) => Place,
): (Node<NoteData, 'note'> | Node<FrameData, 'frame'>)[] {
  const taken = new Set([...ids, ...document.triggers.map((trigger) => trigger.id)])
  const isFree = ({ id }: { id: string }) => !taken.has(id) && Boolean(taken.add(id))
  const nothing = { ports: NO_PORTS, problems: NO_PROBLEMS }
  return [
    ...document.frames.filter(isFree).map((frame) => ({
      id: frame.id,
      type: 'frame' as const,
      position: at(frame.id),
      ariaLabel: spoken.frame(frame.title),
      width: frame.width,
      height: frame.height,
      zIndex: BELOW,
      selectable: false,
      dragHandle: `.${FRAME_TITLE}`,
      style: { pointerEvents: 'none' as const },
      data: { frame, ...nothing },
    })),
    ...document.notes.filter(isFree).map((note) => ({
      id: note.id,
      type: 'note' as const,
      position: at(note.id),
      ariaLabel: spoken.note(note.text),
      width: note.width,
      height: note.height,
      data: { note, ...nothing },
    })),
  ]
}
