/** Messages gathered by who speaks, so that the sender is named once for a run of bubbles. */
import type { Sender } from './protocol'
import type { Message } from './talk'

export interface Group {
  from: Sender
  agent: string
  messages: Message[]
  /** Set when a new day begins with this group. */
  day: string
  /**
   * The machine speaks again after a person did: whom one talks to has to be said again. Not while
   * it only asks how it was or says goodbye, which would look like a new talk.
   */
  machineAgain: boolean
}

const APART_MS = 5 * 60_000
const isMachine = (from: Sender): boolean => from === 'bot' || from === 'ai'
const dayOf = (at: string): string => new Date(at).toDateString()

export function groupsOf(messages: readonly Message[]): Group[] {
  const groups: Group[] = []
  let afterPerson = false
  for (const message of messages) {
    const last = groups.at(-1)
    const before = last?.messages.at(-1)
    const sameDay = before !== undefined && dayOf(before.at) === dayOf(message.at)
    const near = before && Date.parse(message.at) - Date.parse(before.at) < APART_MS
    const agent = message.agent ?? ''
    const machineAgain: boolean = afterPerson && isMachine(message.from) && !message.parting
    afterPerson = message.from === 'agent' || (afterPerson && !machineAgain)
    if (
      !machineAgain &&
      last &&
      near &&
      sameDay &&
      last.from === message.from &&
      last.agent === agent
    ) {
      last.messages.push(message)
    } else {
      const day = sameDay ? '' : message.at
      groups.push({ from: message.from, agent, messages: [message], day, machineAgain })
    }
  }
  return groups
}
