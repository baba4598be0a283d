/** The real world of a client: a WebSocket to our own host, the clock and chance. */
import type { World } from './client'

/** `crypto.randomUUID` exists only in secure contexts; a hosted page on plain HTTP has none. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function realWorld(widget: string): World {
  const address = new URL(`/ws/chat/${encodeURIComponent(widget)}/`, location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return {
    open: (events) => {
      const socket = new WebSocket(address)
      socket.onopen = events.opened
      socket.onmessage = (event) => events.heard(event.data)
      socket.onclose = (event) => events.closed(event.code)
      return { send: (text) => socket.send(text), close: () => socket.close() }
    },
    now: () => Date.now(),
    chance: () => Math.random(),
    newId,
    wake: (afterMs, call) => {
      const timer = setTimeout(call, Math.min(afterMs, 2 ** 31 - 1))
      return () => clearTimeout(timer)
    },
  }
}
