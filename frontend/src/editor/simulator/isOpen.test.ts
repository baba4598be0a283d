import { expect, test } from 'vitest'

import type { Content, Tried, TriedMessage } from '../../shared/api/flows'
import { isOpen } from './isOpen'
import type { Line } from './trial'

const text = (words: string): Content => ({ kind: 'text', text: words })
const MENU: Content = {
  kind: 'choices',
  text: 'While you wait',
  options: [{ value: 'message', label: 'Leave a message instead' }],
}
const RATING: Content = {
  kind: 'rating',
  text: 'How was it?',
  scale: 'csat',
  low: 1,
  high: 5,
  skip: 'Pomiń',
  low_label: '',
  high_label: '',
}

/** Whether the first line still waits for an answer. */
function waits(said: [TriedMessage['from'], Content][], status: Tried['status'] = 'waiting') {
  const lines = said.map(([from, content], id): Line => ({
    id,
    step: id,
    from,
    content,
    generated: false,
  }))
  return isOpen(lines, status, lines[0] as Line)
}

test('buttons wait until somebody answers or the assistant goes on', () => {
  expect(waits([['bot', MENU]], 'queued')).toBe(true)
  expect(
    waits([
      ['bot', MENU],
      ['system', text('You are first in line.')],
    ]),
  ).toBe(true)
  expect(
    waits([
      ['bot', MENU],
      ['visitor', text('Leave a message instead')],
    ]),
  ).toBe(false)
  expect(
    waits([
      ['bot', MENU],
      ['visitor', text('Hello?')],
    ]),
  ).toBe(true)
  expect(
    waits([
      ['bot', MENU],
      ['ai', text('As I said.')],
    ]),
  ).toBe(false)
})

test('nothing waits once a person has the conversation or it is over', () => {
  expect(waits([['bot', MENU]], 'with_agent')).toBe(false)
  expect(waits([['bot', RATING]], 'ended')).toBe(false)
})

test('a scale waits for its score, even when it was asked again', () => {
  expect(
    waits([
      ['bot', RATING],
      ['visitor', text('Great')],
      ['bot', text('From 1 to 5')],
    ]),
  ).toBe(true)
  expect(
    waits([
      ['bot', RATING],
      ['visitor', text('4')],
      ['bot', text('Thank you')],
    ]),
  ).toBe(false)
})

test('a form waits until it is filled in or the talk goes on', () => {
  const form: Content = { kind: 'form', text: 'Your visit', fields: [], submit: '' }

  expect(waits([['bot', form]])).toBe(true)
  expect(
    waits([
      ['bot', form],
      ['visitor', text('Name: Ada')],
    ]),
  ).toBe(false)
  expect(
    waits([
      ['bot', form],
      ['bot', text('Your name?')],
    ]),
  ).toBe(false)
})
