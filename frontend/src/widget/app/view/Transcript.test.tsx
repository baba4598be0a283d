// @vitest-environment jsdom
import { fireEvent, getByRole, queryByRole } from '@testing-library/dom'
import { expect, test } from 'vitest'

import { PHOTO, read, root, said, show, talkOf, text } from './stage'

/** jsdom lays nothing out: the heights are ours. */
function layOut(heights: { all: number; seen: number }): HTMLElement {
  const log = getByRole(root, 'log')
  Object.defineProperty(log, 'scrollHeight', { get: () => heights.all, configurable: true })
  Object.defineProperty(log, 'clientHeight', { get: () => heights.seen, configurable: true })
  return log
}

function scrollTo(log: HTMLElement, top: number): void {
  log.scrollTop = top
  fireEvent.scroll(log)
}

test('a message below the edge is not read until the visitor comes to it', async () => {
  const one = text('agent', 'Dzień dobry.')
  const two = text('agent', 'Paczka jest w drodze.')
  await show(talkOf(one))
  expect(read).toHaveBeenLastCalledWith(1)
  const log = layOut({ all: 900, seen: 400 })
  scrollTo(log, 500)
  scrollTo(log, 100)

  await show(talkOf(one, two))
  expect(read).not.toHaveBeenCalledWith(2)
  expect(log.scrollTop).toBe(100)

  fireEvent.click(getByRole(root, 'button', { name: 'Nowe wiadomości' }))
  expect(read).toHaveBeenLastCalledWith(2)
  expect(log.scrollTop).toBe(900)
})

test('a picture that comes later does not push the end out of sight', async () => {
  const photo = said('visitor', { kind: 'files', text: 'Pęknięty:', files: [PHOTO] })
  const reply = text('agent', 'Już patrzę.')
  await show(talkOf(photo))
  const heights = { all: 500, seen: 400 }
  const log = layOut(heights)
  scrollTo(log, 100)

  heights.all = 740 // the picture takes its room while the scrolling is still told of
  fireEvent.scroll(log)
  fireEvent.load(getByRole(root, 'img', { name: /rysa/ }))
  expect(log.scrollTop).toBe(740)

  await show(talkOf(photo, reply))
  expect(queryByRole(root, 'button', { name: 'Nowe wiadomości' })).toBeNull()
  expect(read).toHaveBeenLastCalledWith(2)
})

test('what grows without a new message, such as “Change” below an answer, stays in sight', async () => {
  const answer = text('visitor', 'Zwrot')
  await show(talkOf(answer))
  const heights = { all: 500, seen: 400 }
  const log = layOut(heights)
  scrollTo(log, 100)

  heights.all = 524
  await show(talkOf(answer, { type: 'changeable', seqs: [1], open: [] }))
  expect(log.scrollTop).toBe(524)
})
