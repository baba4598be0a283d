import { expect, test } from 'vitest'

import type { MessageFrame, Sender, ServerFrame } from './protocol'
import {
  act,
  answerTo,
  changed,
  emptyTalk,
  hasGap,
  interrupted,
  isOpen,
  leftBehind,
  mayChange,
  nextToSend,
  receive,
  replaceable,
  retry,
  sent,
  unreadIn,
  type Talk,
} from './talk'

const said = (
  seq: number,
  from: Sender = 'bot',
  more: Partial<MessageFrame> = {},
): MessageFrame => ({
  type: 'message',
  seq,
  from,
  content: { kind: 'text', text: `no ${seq}` },
  at: '2026-11-22T12:00:00Z',
  generated: false,
  ...more,
})
const welcome = (head: number, conversation = 'c1'): ServerFrame => ({
  type: 'welcome',
  conversation,
  visitor: 'token',
  head,
  state: 'bot',
  open: [],
  notice: 'Notice',
})
const after = (...frames: ServerFrame[]): Talk =>
  frames.reduce((talk, frame) => receive(talk, frame, 0), emptyTalk)
const say = (talk: Talk, id: string): Talk =>
  act(talk, { type: 'say', client_id: id, text: id }, id, 0)
const seqs = (talk: Talk) => talk.messages.map((m) => m.seq)

/** A chat that shows what a conversation would begin with. */
const greeted = (...messages: MessageFrame[]): Talk => ({
  ...emptyTalk,
  messages: messages.map((m) => ({ ...m, at: '' })),
})
const on = (talk: Talk, ...frames: ServerFrame[]): Talk =>
  frames.reduce((before, frame) => receive(before, frame, 0), talk)

test('what waits to be read is messages, not the lines between them', () => {
  const talk = after(welcome(5), said(1), said(2, 'visitor'), said(3, 'system'), said(4, 'agent'))

  expect(unreadIn(talk, 0)).toBe(2)
  expect(unreadIn(talk, 1)).toBe(1)
})

test('the greeting stays until the real messages take its place, one by one', () => {
  const first = on(greeted(said(1), said(2), said(3)), welcome(2))
  const second = on(first, said(1))
  const done = on(second, said(2), { type: 'pong' })

  expect([seqs(first), seqs(second), seqs(done)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2],
  ])
  expect([first.settled, second.settled, done.settled]).toEqual([0, 1, 2])
  expect([hasGap(first), hasGap(done)]).toEqual([false, false])
  expect(done.messages.every((m) => m.at)).toBe(true)
})

test('a message that comes twice is shown once', () => {
  expect(seqs(after(said(1), said(2), said(1), said(2)))).toEqual([1, 2])
})

test('messages that come out of order are shown in order', () => {
  expect(seqs(after(said(3), said(1), said(2)))).toEqual([1, 2, 3])
})

test('we resume after the last message before a gap, until a sync has settled it', () => {
  const gapped = after(welcome(1), said(1), { type: 'pong' }, said(3))

  expect(gapped.settled).toBe(1)
  expect(hasGap(gapped)).toBe(true)

  const settled = [welcome(3), said(3), { type: 'pong' } as const].reduce(
    (talk, frame) => receive(talk, frame, 0),
    gapped,
  )

  expect(settled.settled).toBe(3)
  expect(hasGap(settled)).toBe(false)
})

test('a pong of a connection that has gone settles nothing', () => {
  const talk = receive(interrupted(after(welcome(5), said(1))), { type: 'pong' }, 0)

  expect(talk.settled).toBe(1)
})

test('what the visitor says is replaced by the stored message of the same client id', () => {
  const talk = receive(say(after(welcome(0)), 'id-1'), said(1, 'visitor', { client_id: 'id-1' }), 0)

  expect(talk.outgoing).toEqual([])
  expect(seqs(talk)).toEqual([1])
})

test('an acknowledged message stays visible until it comes back as a message', () => {
  const sending = sent(say(after(welcome(0)), 'id-1'), 'id-1')
  const acked = receive(sending, { type: 'ack', client_id: 'id-1', seq: 1 }, 0)

  expect(acked.outgoing).toHaveLength(1)
  expect(nextToSend(acked, 0)).toBeNull()
})

test('acts go one at a time, in the order they were made', () => {
  const talk = say(say(after(welcome(0)), 'first'), 'second')
  const sending = sent(talk, 'first')
  const acked = receive(sending, { type: 'ack', client_id: 'first', seq: 1 }, 0)

  expect(nextToSend(talk, 0)?.client_id).toBe('first')
  expect(nextToSend(sending, 0)).toBeNull()
  expect(nextToSend(acked, 0)?.client_id).toBe('second')
})

test('a lost connection puts what was on its way back in the queue, with the same id', () => {
  const talk = interrupted(sent(say(after(welcome(0)), 'id-1'), 'id-1'))

  expect(nextToSend(talk, 0)?.client_id).toBe('id-1')
})

test('a refusal that may be tried again waits as long as the server says', () => {
  const refused = receive(
    sent(say(after(welcome(0)), 'id-1'), 'id-1'),
    { type: 'error', code: 'not_saved', message: 'Later.', client_id: 'id-1', retry: 3 },
    1000,
  )

  expect(nextToSend(refused, 3999)).toBeNull()
  expect(nextToSend(refused, 4000)?.client_id).toBe('id-1')
})

test('a final refusal stops one message, lets the next go, and may be tried again by hand', () => {
  const refused = receive(
    sent(say(say(after(welcome(0)), 'bad'), 'good'), 'bad'),
    { type: 'error', code: 'closed', message: 'It is closed.', client_id: 'bad' },
    0,
  )

  expect(refused.outgoing[0]).toMatchObject({ status: 'failed', problem: 'It is closed.' })
  expect(nextToSend(refused, 0)?.client_id).toBe('good')
  expect(nextToSend(retry(refused, 'bad', 0), 0)?.client_id).toBe('bad')
})

test('another conversation begins empty but keeps what was not sent', () => {
  const talk = receive(say(after(welcome(2), said(1), said(2)), 'id-1'), welcome(0, 'c2'), 0)

  expect(talk).toMatchObject({ conversation: 'c2', messages: [], settled: 0 })
  expect(talk.outgoing).toHaveLength(1)
})

test('what a conversation that is over took no more is sent in the one after it', () => {
  const over: ServerFrame = { type: 'error', code: 'closed', message: 'Over.', client_id: 'a' }
  const refused = receive(sent(say(say(after(welcome(0)), 'a'), 'b'), 'a'), over, 0)
  const talk = receive(sent(refused, 'b'), welcome(0, 'c2'), 0)

  expect(talk.outgoing.map(({ status, problem }) => [status, problem])).toEqual([
    ['waiting', ''],
    ['waiting', ''],
  ])
  expect(nextToSend(talk, 0)?.client_id).toBe('a')
})

test('pieces of a streamed answer add up and give way to the final message', () => {
  const pieces = after(
    { type: 'delta', stream: 's', text: 'Good ' },
    { type: 'delta', stream: 's', text: 'day' },
  )

  expect(pieces.stream?.text).toBe('Good day')
  expect(receive(pieces, said(1, 'ai'), 0).stream).toBeNull()
  expect(interrupted(pieces).stream).toBeNull()
})

test('pieces of an answer that came to nothing go when a person is called', () => {
  const pieces = after({ type: 'delta', stream: 's', text: 'Good ' })
  const called = receive(pieces, { type: 'status', state: 'queued' } as ServerFrame, 0)

  expect([pieces.stream?.text, called.stream]).toEqual(['Good ', null])
})

test('typing ends with the message, and by itself', () => {
  const typing = receive(emptyTalk, { type: 'typing', from: 'agent' }, 1000)

  expect(typing.typing?.until).toBe(7000)
  expect(receive(typing, said(1, 'agent'), 2000).typing).toBeNull()
})

test('a status brings the queue and takes it away', () => {
  const queued = after({ type: 'status', state: 'queued', position: 2, eta_s: 90 })
  const joined = receive(queued, { type: 'status', state: 'agent', agent: 'Anna' }, 0)

  expect(queued).toMatchObject({ state: 'queued', position: 2, etaSeconds: 90 })
  expect(joined).toMatchObject({ state: 'agent', position: null, etaSeconds: null, agent: 'Anna' })
})

const CHOICES: MessageFrame['content'] = {
  kind: 'choices',
  text: 'Which?',
  options: [
    { value: 'a', label: 'Parcel' },
    { value: 'b', label: 'Return' },
  ],
}
const SCALE: MessageFrame['content'] = {
  kind: 'rating',
  text: 'How was it?',
  scale: 'csat',
  low: 1,
  high: 5,
}

test('choices are answered by the message that names them', () => {
  const content = { kind: 'text' as const, text: 'Return', choice: { message: 1, value: 'b' } }
  const talk = after(said(1, 'bot', { content: CHOICES }), said(2, 'visitor', { content }))

  expect(answerTo(talk, talk.messages[0]!)).toBe('b')
})

test('choices are answered by words equal to a label, and not by others', () => {
  const typed = (text: string) =>
    after(
      said(1, 'bot', { content: CHOICES }),
      said(2, 'visitor', { content: { kind: 'text', text } }),
    )

  expect(answerTo(typed('Parcel'), typed('Parcel').messages[0]!)).toBe('a')
  expect(answerTo(typed('Hm'), typed('Hm').messages[0]!)).toBeNull()
})

test('a rating is answered by a number on its scale only', () => {
  const typed = (text: string) => {
    const talk = after(
      said(1, 'bot', { content: SCALE }),
      said(2, 'visitor', { content: { kind: 'text', text } }),
    )
    return answerTo(talk, talk.messages[0]!)
  }

  expect([typed('4'), typed(' 4. '), typed('6'), typed('4.5'), typed(''), typed('four')]).toEqual([
    '4',
    '4',
    null,
    null,
    null,
    null,
  ])
})

const asked = (content: MessageFrame['content'], ...later: ServerFrame[]): boolean => {
  const talk = after(welcome(1), said(1, 'bot', { content }), ...later)
  return isOpen(talk, talk.messages[0]!)
}
const answer = (seq: number, value: string) =>
  said(seq, 'visitor', { content: { kind: 'text', text: value, choice: { message: 1, value } } })

test.each([
  ['choices', CHOICES, 'a'],
  ['a rating', SCALE, '5'],
])('%s may be answered until it was answered or passed by', (_name, content, value) => {
  const other = said(2, 'visitor')

  expect([asked(content), asked(content, other)]).toEqual([true, true])
  expect([
    asked(content, answer(2, value)),
    asked(content, other, said(3, 'bot')),
    asked(content, other, said(3, 'ai')),
    asked(content, other, said(3, 'agent')),
    asked(content, { type: 'status', state: 'agent' }),
    asked(content, { type: 'status', state: 'closed' }),
  ]).toEqual([false, false, false, false, false, false])
})

test('in the queue a choice may be made, but nobody is there to take a score', () => {
  const queued: ServerFrame = { type: 'status', state: 'queued' }

  expect([asked(CHOICES, queued), asked(SCALE, queued)]).toEqual([true, false])
})

test('a rating asked again may be answered, and the one before may not', () => {
  const again = said(3, 'bot', { content: SCALE })
  const talk = after(said(1, 'bot', { content: SCALE }), said(2, 'visitor'), again)

  expect([0, 2].map((at) => isOpen(talk, talk.messages[at]!))).toEqual([false, true])
})

test('an answer that names its question marks it, even after something else was asked', () => {
  const talk = after(said(1, 'bot', { content: SCALE }), said(2, 'bot'), answer(3, '4'))

  expect(answerTo(talk, talk.messages[0]!)).toBe('4')
})

test('a score that is typed counts before the server has it', () => {
  const talk = say(after(said(1, 'bot', { content: SCALE })), '4')

  expect(answerTo(talk, talk.messages[0]!)).toBe('4')
  expect(isOpen(talk, talk.messages[0]!)).toBe(false)
})

const menu = said(1, 'bot', {
  content: {
    kind: 'choices',
    text: 'Which?',
    options: [
      { value: 's', label: 'Small' },
      { value: 'l', label: 'Large' },
    ],
  },
})
const pressed = (seq: number, value: string, back?: number) =>
  said(seq, 'visitor', {
    content: {
      kind: 'text',
      text: value,
      choice: { message: 1, value },
      ...(back !== undefined && { back }),
    },
  })

test('only answers that the server names may be changed, and none while one is being changed', () => {
  const talk = after(menu, pressed(2, 's'), said(3), { type: 'changeable', seqs: [2], open: [] })

  expect([mayChange(talk, 1), mayChange(talk, 2)]).toEqual([false, true])
  expect(replaceable(talk, menu)).toBe(2)

  const going = act(talk, { type: 'back', client_id: 'b', to: 2 }, 'x', 0)

  expect(mayChange(going, 2)).toBe(false)
  expect(replaceable(going, menu)).toBe(0)
})

test('a person who has the conversation is told what should be different: nothing is changed', () => {
  const talk = after(
    menu,
    pressed(2, 's'),
    { type: 'changeable', seqs: [2], open: [] },
    { type: 'status', state: 'agent' },
  )

  expect(mayChange(talk, 2)).toBe(false)
})

test('what was said from the changed answer on is left behind, and stays', () => {
  const talk = after(menu, pressed(2, 's'), said(3), pressed(4, 'l', 2), said(5))

  expect([...leftBehind(talk.messages)]).toEqual([2, 3])
  expect([...changed(talk.messages)]).toEqual([2])
  expect(answerTo(talk, menu)).toBe('l')
  expect(seqs(talk)).toEqual([1, 2, 3, 4, 5])
})

test('a form is closed once it is sent, and goes out again after a cut as the same act', () => {
  const content = { kind: 'form' as const, text: 'Your visit', fields: [], submit: '' }
  const open = after(welcome(1), said(1, 'bot', { content }), { type: 'pong' })
  const values = { name: 'Ada' }
  const filled = act(open, { type: 'fill', client_id: 'id-1', message: 1, values }, 'Ada', 0)
  const cut = interrupted(sent(filled, 'id-1'))

  expect(open.messages.map((message) => isOpen(open, message))).toEqual([true])
  expect(filled.messages.map((message) => isOpen(filled, message))).toEqual([false])
  expect(nextToSend(cut, 0)).toEqual({ type: 'fill', client_id: 'id-1', message: 1, values })
})
