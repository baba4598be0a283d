/**
 * Whatever the network does, both ends agree in the end: every message of the visitor is stored
 * once, in the order written, and the visitor sees exactly what the server has stored.
 *
 * A model server and a hostile network are run against the real client with seeded chance.
 */
import { expect, test } from 'vitest'

import { Client, type Socket, type SocketEvents, type World } from './client'
import type { ClientFrame, MessageFrame } from './protocol'
import type { Storage } from './storage'

type Chance = () => number

function seeded(seed: number): Chance {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Stores what it is told once per client id; some seqs are notes that a visitor never sees. */
class Server {
  log: (MessageFrame | null)[] = []
  receipts = new Map<string, number>()

  store(frame: Omit<MessageFrame, 'type' | 'seq' | 'at' | 'generated'>): MessageFrame {
    const message: MessageFrame = {
      type: 'message',
      seq: this.log.length + 1,
      at: '2026-11-22T12:00:00Z',
      generated: false,
      ...frame,
    }
    this.log.push(message)
    return message
  }

  after(seq: number): MessageFrame[] {
    return this.log.slice(seq).filter((m) => m !== null)
  }
}

interface Wire {
  up: ClientFrame[]
  down: { frame: unknown; pushed: boolean }[]
  events: SocketEvents
  greeted: boolean
}

class Network {
  wire: Wire | null = null
  now = 0
  alarms: { at: number; call: () => void }[] = []
  ids = 0

  constructor(
    readonly server: Server,
    readonly chance: Chance,
  ) {}

  world: World = {
    now: () => this.now,
    chance: () => this.chance(),
    newId: () => `client-${(this.ids += 1)}`,
    wake: (after, call) => {
      const alarm = { at: this.now + after, call }
      this.alarms.push(alarm)
      return () => {
        this.alarms = this.alarms.filter((other) => other !== alarm)
      }
    },
    open: (events): Socket => {
      const wire: Wire = { up: [], down: [], events, greeted: false }
      this.wire = wire
      this.world.wake(20, () => this.wire === wire && events.opened())
      return {
        send: (text) => wire.up.push(JSON.parse(text) as ClientFrame),
        close: () => {
          if (this.wire === wire) this.wire = null
        },
      }
    },
  }

  /** Lets time pass, ringing what is due. */
  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = this.alarms.filter((a) => a.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.alarms = this.alarms.filter((a) => a !== next)
      this.now = Math.max(this.now, next.at)
      next.call()
    }
    this.now = end
  }

  cut(code = 1006): void {
    const wire = this.wire
    this.wire = null
    wire?.events.closed(code)
  }

  /** A doorbell's message: it may be lost, come twice, or overtake what was sent before. */
  push(frame: unknown, hostile: boolean): void {
    if (!this.wire?.greeted || (hostile && this.chance() < 0.25)) return
    const { down } = this.wire
    const copies = hostile && this.chance() < 0.2 ? 2 : 1
    for (let i = 0; i < copies; i += 1) {
      const place = hostile ? Math.floor(this.chance() * (down.length + 1)) : down.length
      down.splice(place, 0, { frame, pushed: true })
    }
  }

  serveOne(hostile: boolean): void {
    const wire = this.wire
    const frame = wire?.up.shift()
    if (!wire || !frame) return
    const reply = (answer: unknown) => void wire.down.push({ frame: answer, pushed: false })
    if (frame.type === 'hello') {
      wire.greeted = true
      const head = this.server.log.length
      reply({
        type: 'welcome',
        conversation: 'c1',
        visitor: 'token',
        head,
        state: 'bot',
        notice: '',
      })
      for (const message of this.server.after(frame.after)) reply(message)
    } else if (frame.type === 'ping') {
      reply({ type: 'pong' })
    } else if (frame.type === 'say') {
      if (hostile && this.chance() < 0.1) return this.cut() // killed before the commit
      if (hostile && this.chance() < 0.15) {
        const { client_id } = frame
        return reply({ type: 'error', code: 'not_saved', message: '', client_id, retry: 1 })
      }
      let seq = this.server.receipts.get(frame.client_id)
      if (seq === undefined) {
        const content = { kind: 'text' as const, text: frame.text }
        const message = this.server.store({ from: 'visitor', client_id: frame.client_id, content })
        seq = message.seq
        this.server.receipts.set(frame.client_id, seq)
        if (hostile && this.chance() < 0.15) return this.cut() // killed before the ack
        this.push(message, hostile)
      }
      this.push({ type: 'ack', client_id: frame.client_id, seq }, hostile)
    }
  }

  deliverOne(): void {
    const item = this.wire?.down.shift()
    if (item) this.wire?.events.heard(JSON.stringify(item.frame))
  }
}

function storm(seed: number) {
  const chance = seeded(seed)
  const server = new Server()
  const network = new Network(server, chance)
  const client = new Client(network.world, { read: () => null, write: () => true }, 'pl')
  client.start({ url: '', title: '', referrer: '' })
  const written: string[] = []

  for (let turn = 0; turn < 250; turn += 1) {
    const dice = chance()
    if (dice < 0.1) {
      written.push(`words ${written.length}`)
      client.say(written.at(-1) as string)
    } else if (dice < 0.2) {
      const content = { kind: 'text' as const, text: `answer ${turn}` }
      network.push(server.store({ from: 'agent', content }), true)
    } else if (dice < 0.23) server.log.push(null)
    else if (dice < 0.26) network.cut(chance() < 0.3 ? 1012 : 1006)
    else if (dice < 0.28) client.awake()
    else if (dice < 0.29) client.offline()
    else if (dice < 0.34) network.pass(chance() * 20_000)
    else if (dice < 0.65) network.serveOne(true)
    else network.deliverOne()
    network.pass(5)
  }
  client.awake()
  for (let round = 0; round < 400; round += 1) {
    for (let i = 0; i < 20; i += 1) network.serveOne(false)
    for (let i = 0; i < 60; i += 1) network.deliverOne()
    network.pass(400)
  }
  return { server, view: client.view(), written }
}

test('after any storm both ends hold the same transcript', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const { server, view, written } = storm(seed)
    const stored = server.after(0)
    const fromVisitor = stored.filter((m) => m.from === 'visitor')
    const words = fromVisitor.map((m) => (m.content as { text: string }).text)

    expect(words, `seed ${seed}: stored once, in order`).toEqual(written)
    expect(
      view.talk.messages.map((m) => [m.seq, m.content.kind === 'text' && m.content.text]),
      `seed ${seed}: shown as stored`,
    ).toEqual(stored.map((m) => [m.seq, (m.content as { text: string }).text]))
    expect(view.talk.outgoing, `seed ${seed}: nothing left to send`).toEqual([])
  }
}, 20_000)

test('what is written offline goes out on return', () => {
  const server = new Server()
  const network = new Network(server, seeded(7))
  const client = new Client(network.world, { read: () => null, write: () => true }, 'pl')
  client.start({ url: '', title: '', referrer: '' })
  client.offline()
  client.say('one')
  client.say('two')

  network.pass(120_000)

  expect(server.log).toEqual([])

  client.awake()
  for (let i = 0; i < 50; i += 1) {
    network.pass(50)
    network.serveOne(false)
    network.deliverOne()
  }

  expect(textsOf(server)).toEqual(['one', 'two'])
})

/** What the browser keeps for the next page. */
function keeping(): Storage {
  const kept = new Map<string, string>()
  return {
    read: (what = 'visitor') => kept.get(what) || null,
    write: (value, what = 'visitor') => Boolean(kept.set(what, value)),
  }
}
const textsOf = (server: Server) => server.after(0).map((m) => (m.content as { text: string }).text)
function run(network: Network, rounds = 50): void {
  for (let i = 0; i < rounds; i += 1) {
    network.pass(50)
    network.serveOne(false)
    network.deliverOne()
  }
}
const PAGE = { url: '', title: '', referrer: '' }

test('what was written offline outlives a reload, and is sent once', () => {
  const [server, storage] = [new Server(), keeping()]
  const first = new Network(server, seeded(3))
  const before = new Client(first.world, storage, 'pl')
  before.start(PAGE)
  run(first)
  before.say('half sent')
  first.serveOne(false) // stored, but the page is gone before it hears so
  first.cut()
  before.say('not sent')
  first.ids += 10

  const second = new Network(server, seeded(4))
  const after = new Client(second.world, storage, 'pl')
  const shown = after.view().talk.outgoing.map((o) => o.label)
  after.start(PAGE)
  run(second)

  expect(shown).toEqual(['half sent', 'not sent'])
  expect(textsOf(server)).toEqual(['half sent', 'not sent'])
  expect(after.view().talk.outgoing).toEqual([])
  expect(storage.read('unsent')).toBeNull()
})

test('what was written a day ago is not sent any more', () => {
  const [server, storage] = [new Server(), keeping()]
  const first = new Network(server, seeded(3))
  const before = new Client(first.world, storage, 'pl')
  before.start(PAGE)
  before.offline()
  before.say('yesterday')

  const second = new Network(server, seeded(4))
  second.now = 86_400_001
  new Client(second.world, storage, 'pl').start(PAGE)
  run(second)

  expect(textsOf(server)).toEqual([])
})

test('a page where the chat is not open takes a conversation up, and begins none', () => {
  const [network, storage] = [new Network(new Server(), seeded(1)), keeping()]
  const client = new Client(network.world, storage, 'pl')
  client.resume(PAGE)
  network.pass(100)
  expect(network.wire).toBeNull()

  storage.write('kept')
  const next = new Client(network.world, storage, 'pl')
  next.resume(PAGE)
  network.pass(100)
  const asked = network.wire?.up.shift()
  next.start(PAGE, 7)

  expect(asked).toMatchObject({ type: 'hello', resume: true })
  expect(network.wire?.up.filter((f) => f.type === 'hello')).toEqual([
    expect.not.objectContaining({ resume: true }),
  ])
})

test('a burst of messages is seen with one frame', () => {
  const network = new Network(new Server(), seeded(1))
  const client = new Client(network.world, { read: () => null, write: () => true }, 'pl')
  client.start({ url: '', title: '', referrer: '' })
  network.pass(100)
  network.serveOne(false)
  network.deliverOne()

  for (let seq = 1; seq <= 150; seq += 1) client.seen(seq)
  network.pass(1000)

  const seen = network.wire?.up.filter((frame) => frame.type === 'seen')
  expect(seen).toEqual([{ type: 'seen', seq: 150 }])
})

test('a visitor returns with the token that was kept', () => {
  const network = new Network(new Server(), seeded(1))
  const client = new Client(network.world, { read: () => 'kept', write: () => true }, 'pl')
  client.start({ url: 'https://shop.example/', title: 'Shop', referrer: '' })

  network.pass(100)

  expect(network.wire?.up[0]).toMatchObject({ type: 'hello', visitor: 'kept', after: 0 })
})

test('the page is told when the conversation cannot be kept', () => {
  const network = new Network(new Server(), seeded(1))
  const client = new Client(network.world, { read: () => null, write: () => false }, 'pl')
  client.start({ url: '', title: '', referrer: '' })
  network.pass(100)
  network.serveOne(false)
  network.deliverOne()

  expect(client.view().kept).toBe(false)
})

test('characters that no server takes are mended before they are sent', () => {
  const network = new Network(new Server(), seeded(1))
  const client = new Client(network.world, { read: () => null, write: () => true }, 'pl')

  client.say('a\u0000b\ud800c')

  expect(client.view().talk.outgoing[0]?.act).toMatchObject({ text: 'ab\ufffdc' })
})
