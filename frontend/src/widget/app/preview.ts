/** The chat as its owner sees it while choosing its looks: real in all but that it talks to nobody. */
import type { World } from './client'
import type { Words } from './words'

/** A server that greets, says one thing for the visitor, and takes the rest without an answer. */
export function previewWorld(real: World, words: Words): World {
  return {
    ...real,
    open: (events) => {
      const say = (frame: Record<string, unknown>) => events.heard(JSON.stringify(frame))
      const message = (seq: number, from: string, content: unknown) =>
        say({ type: 'message', seq, from, content, at: new Date().toISOString() })
      setTimeout(events.opened)
      return {
        send: (text) => {
          if (!text.includes('"hello"')) return
          say({ type: 'welcome', conversation: 'p', visitor: 'p', head: 2, state: 'bot' })
          message(1, 'bot', { kind: 'text', text: words('preview_hello') })
          message(2, 'visitor', { kind: 'text', text: words('preview_asks') })
          say({ type: 'pong' })
        },
        close: () => {},
      }
    },
  }
}
