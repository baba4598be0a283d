import { expect, test } from 'vitest'

import { groupsOf } from './groups'
import type { Sender } from './protocol'
import type { Message } from './talk'

const said = (seq: number, from: Sender, minute: number, agent = '', day = 22): Message => ({
  seq,
  from,
  content: { kind: 'text', text: '' },
  at: new Date(2026, 10, day, 12, minute).toISOString(),
  generated: false,
  ...(agent && { agent }),
})
const shape = (...messages: Message[]) =>
  groupsOf(messages).map((group) => `${group.agent || group.from}:${group.messages.length}`)

test('a run of one sender is one group', () => {
  expect(shape(said(1, 'bot', 0), said(2, 'bot', 1), said(3, 'visitor', 1))).toEqual([
    'bot:2',
    'visitor:1',
  ])
})

test('two agents are two groups, and so are five minutes', () => {
  const two = shape(said(1, 'agent', 0, 'Anna'), said(2, 'agent', 0, 'Jan'))

  expect(two).toEqual(['Anna:1', 'Jan:1'])
  expect(shape(said(1, 'bot', 0), said(2, 'bot', 5))).toEqual(['bot:1', 'bot:1'])
})

test('a new day is marked', () => {
  const days = groupsOf([said(1, 'bot', 0, '', 21), said(2, 'bot', 1, '', 22)]).map((g) => g.day)

  expect(days.map(Boolean)).toEqual([true, true])
})

test('the machine that speaks after a person is announced again, once', () => {
  const again = groupsOf([
    said(1, 'bot', 0),
    said(2, 'agent', 0, 'Anna'),
    said(3, 'visitor', 0),
    said(4, 'system', 0),
    said(5, 'bot', 0),
    said(6, 'visitor', 0),
    said(7, 'ai', 0),
  ]).map((group) => group.machineAgain)

  expect(again).toEqual([false, false, false, false, true, false, false])
})

test('a rating and a goodbye after a person announce nobody, what is answered then does', () => {
  const again = groupsOf([
    said(1, 'agent', 0, 'Anna'),
    { ...said(2, 'bot', 0), parting: true },
    said(3, 'visitor', 0),
    { ...said(4, 'bot', 0), parting: true },
    said(5, 'bot', 0),
    said(6, 'visitor', 0),
    said(7, 'bot', 0),
  ]).map((group) => group.machineAgain)

  expect(again).toEqual([false, false, false, false, true, false, false])
})
