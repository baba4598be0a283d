// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { InboxSocket, PING_MS, SILENT_MS } from './socket'

class FakeSocket {
  static OPEN = 1
  static latest: FakeSocket
  readyState = 1
  sent: string[] = []
  closed = false
  onopen = () => {}
  onmessage: (event: { data: string }) => void = () => {}
  onclose: (event: { code: number }) => void = () => {}
  constructor(readonly address: string) {
    FakeSocket.latest = this
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.closed = true
  }
}

const pings = () => FakeSocket.latest.sent.filter((text) => text.includes('ping')).length
const answer = () => FakeSocket.latest.onmessage({ data: '{"type":"pong"}' })

let inbox: InboxSocket
let told: string[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  const nothing = () => {}
  told = []
  inbox = new InboxSocket({
    announced: nothing,
    opened: () => told.push('opened'),
    lost: () => told.push('lost'),
    signedOut: nothing,
  })
  inbox.start()
  FakeSocket.latest.onopen()
})
afterEach(() => {
  inbox.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a line that does not answer is given up within 45 seconds of its last word', () => {
  vi.advanceTimersByTime(SILENT_MS)

  expect(SILENT_MS).toBeLessThanOrEqual(45_000)
  expect(FakeSocket.latest.closed).toBe(true)
})

test('a line that answers is kept, and asked often enough for the server to keep it too', () => {
  for (let minute = 0; minute < 30; minute += 1) {
    vi.advanceTimersByTime(PING_MS)
    answer()
  }

  expect(PING_MS).toBeLessThanOrEqual(25_000)
  expect(pings()).toBe(30)
  expect(FakeSocket.latest.closed).toBe(false)
})

test('each answer sets the timer anew, so that a hidden tab goes on asking', () => {
  vi.advanceTimersByTime(PING_MS)
  const set = vi.spyOn(window, 'setTimeout')

  answer()

  expect(set).toHaveBeenCalledTimes(1)
})

test('a browser that says it is offline is believed at once, and back when it says so', () => {
  const before = FakeSocket.latest
  window.dispatchEvent(new Event('offline'))

  expect(before.closed).toBe(true)
  expect(told).toEqual(['opened', 'lost'])

  window.dispatchEvent(new Event('online'))
  FakeSocket.latest.onopen()
  before.onclose({ code: 1006 })

  expect(FakeSocket.latest).not.toBe(before)
  expect(told).toEqual(['opened', 'lost', 'opened'])
})

test('one that says so by mistake is connected again by itself', () => {
  const before = FakeSocket.latest
  window.dispatchEvent(new Event('offline'))
  vi.advanceTimersByTime(2_000)

  expect(FakeSocket.latest).not.toBe(before)
})

test('who listens in says so as the line opens, until they sit down', () => {
  inbox.stop()
  inbox.start(true)
  expect(FakeSocket.latest.address).toMatch(/\/ws\/inbox\/\?listen$/)

  inbox.sit()
  expect(FakeSocket.latest.sent).toContain('{"type":"sit"}')

  FakeSocket.latest.onclose({ code: 1006 })
  vi.advanceTimersByTime(2_000)
  expect(FakeSocket.latest.address).toMatch(/\/ws\/inbox\/$/)
})
