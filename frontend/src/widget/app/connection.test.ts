import { expect, test } from 'vitest'

import {
  ANSWER_WITHIN_MS,
  backoff,
  disconnected,
  dueAt,
  step,
  SYNC_EVERY_MS,
  type Connection,
  type Input,
} from './connection'

const run = (link: Connection, now: number, ...inputs: Input[]): Connection =>
  inputs.reduce((state, input) => step(state, input, now, 0.5)[0], link)
const open = run(disconnected, 0, { type: 'start' }, { type: 'opened' }, { type: 'heard' })

test('nothing is connected before the start', () => {
  expect(step(disconnected, { type: 'tick' }, 1e9, 0)[1]).toEqual([])
  expect(step(disconnected, { type: 'awake' }, 1e9, 0)[1]).toEqual([])
})

test('an opened socket says hello at once', () => {
  const connecting = run(disconnected, 0, { type: 'start' })

  expect(step(connecting, { type: 'opened' }, 10, 0)[1]).toEqual(['sync'])
})

test('the next sync comes after 25 seconds', () => {
  expect(dueAt(open)).toBe(SYNC_EVERY_MS)
  expect(step(open, { type: 'tick' }, SYNC_EVERY_MS, 0)[1]).toEqual(['sync'])
})

test('a line that does not answer is given up within 45 seconds of its last word', () => {
  const asked = run(open, SYNC_EVERY_MS, { type: 'tick' })
  const [link, outputs] = step(asked, { type: 'tick' }, SYNC_EVERY_MS + ANSWER_WITHIN_MS, 0.5)

  expect(SYNC_EVERY_MS + ANSWER_WITHIN_MS).toBeLessThanOrEqual(45_000)
  expect(outputs).toEqual(['disconnect'])
  expect(link.phase).toBe('waiting')
})

test('a socket that never opens is given up', () => {
  const connecting = run(disconnected, 0, { type: 'start' })

  expect(step(connecting, { type: 'tick' }, 10_000, 0)[1]).toEqual(['disconnect'])
})

test('waiting grows with each failure up to 30 seconds and is spread by chance', () => {
  const waits = [0, 1, 2, 3, 9, 50].map((attempt) => backoff(1006, attempt, 0.999))

  expect(waits.map(Math.round)).toEqual([600, 1199, 2399, 4798, 29985, 29985])
  expect(backoff(1006, 3, 0)).toBe(2400)
})

test('a restart spreads the visitors over five seconds', () => {
  expect([0, 0.5, 0.999].map((chance) => Math.round(backoff(1012, 0, chance)))).toEqual([
    250, 2625, 4995,
  ])
})

test('after too many frames we stay away for ten seconds or more', () => {
  expect(backoff(4029, 0, 0)).toBeGreaterThanOrEqual(10_000)
})

test('a refused widget is not tried again', () => {
  const refused = run(open, 0, { type: 'closed', code: 4403 })

  expect(refused.phase).toBe('refused')
  expect(step(refused, { type: 'awake' }, 1e9, 0)).toEqual([refused, []])
})

test('a server that welcomes and drops at once is not hammered', () => {
  let link = run(disconnected, 0, { type: 'start' })
  for (let i = 0; i < 6; i += 1) {
    link = run(link, i, { type: 'opened' }, { type: 'heard' }, { type: 'closed', code: 1006 })
    if (i < 5) link = run(link, link.retryAt ?? 0, { type: 'tick' })
  }

  expect(link.attempt).toBe(6)
})

test('a connection that held starts the count again', () => {
  const dropped = run({ ...open, attempt: 7 }, 60_000, { type: 'closed', code: 1006 })

  expect(dropped.attempt).toBe(1)
})

test('coming online or back to the page connects at once', () => {
  const waiting = run(open, 0, { type: 'closed', code: 1006 })

  expect(step(waiting, { type: 'awake' }, 1, 0)[1]).toEqual(['connect'])
})

test('focus syncs, but focus, visibility and online together only once', () => {
  const [once, first] = step(open, { type: 'awake' }, 10_000, 0)

  expect(first).toEqual(['sync'])
  expect(step(once, { type: 'awake' }, 10_001, 0)[1]).toEqual([])
})

test('offline hangs up and waits for online, not for a timer', () => {
  const [link, outputs] = step(open, { type: 'offline' }, 5, 0)

  expect(outputs).toEqual(['disconnect'])
  expect(dueAt(link)).toBeNull()
  expect(step(link, { type: 'awake' }, 6, 0)[1]).toEqual(['connect'])
})

test('a gap brings the next sync forward', () => {
  expect(dueAt(run(open, 100, { type: 'gap' }))).toBe(1600)
})
