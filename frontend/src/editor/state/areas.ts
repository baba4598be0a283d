/** Notes and frames: what an author draws around the cards. They are no logic. */
import type { Color, Flow, Frame, Note, Place } from '../../shared/flow'
import { freeId, snapped } from './recipes'

export interface Box extends Place {
  width: number
  height: number
}

export const NOTE_SIZE = { width: 200, height: 140 }
export const FRAME_SIZE = { width: 640, height: 400 }
export const MOST_NOTES = 500
export const MOST_FRAMES = 200
const FRAME_ROOM = { side: 32, top: 64 }

/** Puts an empty note at `place`; gives its id. */
export function addNote(flow: Flow, id: string, place: Place): void {
  flow.notes.push({ id, text: '', color: 'yellow', ...NOTE_SIZE })
  flow.layout[id] = snapped(place)
}

export function addFrame(flow: Flow, id: string, box: Box): void {
  const { x, y, width, height } = box
  flow.frames.push({ id, title: '', color: 'grey', width, height })
  flow.layout[id] = snapped({ x, y })
}

export const freeNoteId = (flow: Flow): string => freeId(flow, 'note')
export const freeFrameId = (flow: Flow): string => freeId(flow, 'frame')

/** The frame that goes around `boxes`, with room for its title. */
export function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map((box) => box.x))
  const top = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return {
    x: left - FRAME_ROOM.side,
    y: top - FRAME_ROOM.top,
    width: right - left + 2 * FRAME_ROOM.side,
    height: bottom - top + FRAME_ROOM.top + FRAME_ROOM.side,
  }
}

export function write(
  flow: Flow,
  id: string,
  change: Partial<Pick<Note, 'text'> & Pick<Frame, 'title'>>,
): void {
  const note = flow.notes.find((each) => each.id === id)
  if (note && change.text !== undefined) note.text = change.text.slice(0, 2000)
  const frame = flow.frames.find((each) => each.id === id)
  if (frame && change.title !== undefined) frame.title = change.title.slice(0, 120)
}

export function paint(flow: Flow, ids: ReadonlySet<string>, color: Color): void {
  for (const area of [...flow.notes, ...flow.frames]) if (ids.has(area.id)) area.color = color
}

/** Give a note or frame another size; its left or top edge may have moved with it. */
export function resize(flow: Flow, id: string, box: Box): void {
  const area = [...flow.notes, ...flow.frames].find((each) => each.id === id)
  if (!area) return
  area.width = Math.round(box.width)
  area.height = Math.round(box.height)
  flow.layout[id] = { ...flow.layout[id], x: Math.round(box.x), y: Math.round(box.y) }
}

/** Does the middle of `box` lie in `area`? That is what standing in a frame means. */
export function standsIn(area: Box, box: Box): boolean {
  const x = box.x + box.width / 2
  const y = box.y + box.height / 2
  return x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height
}

/** Draw a frame anew around `boxes`, after what stood in it was moved. */
export function refit(flow: Flow, id: string, boxes: readonly Box[]): void {
  if (boxes.length) resize(flow, id, around(boxes))
}
