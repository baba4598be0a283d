import { expect, test } from 'vitest'

import type { Message } from '../api/types'
import { takenBack } from './takenBack'

const message = (seq: number, back?: number, note = false): Message => ({
  seq,
  from: 'visitor',
  at: '2026-11-22T12:00:00Z',
  private: note,
  generated: false,
  agent: null,
  mail: null,
  client_id: null,
  content: { kind: 'text', text: String(seq), ...(back && { back: { to: back } }) },
})

test('from the changed answer to the word that changed it, nothing counts; notes stay', () => {
  const { changed, past } = takenBack([
    message(1),
    message(2),
    message(3),
    message(4, undefined, true),
    message(5, 2),
    message(6),
  ])

  expect([...changed]).toEqual([2])
  expect([...past]).toEqual([2, 3])
})

test('an answer may be changed twice, and one whose message is not loaded yet greys the rest', () => {
  const { changed, past } = takenBack([message(8), message(9, 4), message(10, 9)])

  expect([...changed]).toEqual([4, 9])
  expect([...past]).toEqual([8, 9])
})

test('where nobody went back, everything counts', () => {
  expect(takenBack([message(1), message(2)]).past.size).toBe(0)
})
