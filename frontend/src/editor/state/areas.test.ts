import { expect, test } from 'vitest'

import { addFrame, addNote, around, paint, resize, standsIn, write } from './areas'
import { remove } from './recipes'
import { testFlow } from './testFlow'

test('a note is written, painted, resized and removed', () => {
  const flow = structuredClone(testFlow())
  addNote(flow, 'note-1', { x: 3, y: 5 })
  write(flow, 'note-1', { text: 'Ask Anna.' })
  paint(flow, new Set(['note-1']), 'rose')
  resize(flow, 'note-1', { x: 8, y: 8, width: 300.4, height: 120 })

  expect(flow.notes).toEqual([
    { id: 'note-1', text: 'Ask Anna.', color: 'rose', width: 300, height: 120 },
  ])
  expect(flow.layout['note-1']).toEqual({ x: 8, y: 8 })

  remove(flow, new Set(['note-1']))

  expect(flow).toEqual(testFlow())
})

test('words longer than a flow may hold are cut', () => {
  const flow = structuredClone(testFlow())
  addNote(flow, 'n', { x: 0, y: 0 })
  addFrame(flow, 'f', { x: 0, y: 0, width: 100, height: 100 })
  write(flow, 'n', { text: 'x'.repeat(3000) })
  write(flow, 'f', { title: 'x'.repeat(3000) })

  expect(flow.notes[0]?.text).toHaveLength(2000)
  expect(flow.frames[0]?.title).toHaveLength(120)
})

test('a frame goes around cards, which then stand in it', () => {
  const boxes = [
    { x: 0, y: 0, width: 264, height: 120 },
    { x: 400, y: 200, width: 264, height: 100 },
  ]
  const frame = around(boxes)

  expect(frame).toEqual({ x: -32, y: -64, width: 728, height: 396 })
  expect(boxes.every((box) => standsIn(frame, box))).toBe(true)
  expect(standsIn(frame, { x: 600, y: 0, width: 264, height: 120 })).toBe(false)
})
