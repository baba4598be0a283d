import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { Message, Row, SentFile } from '../api/types'
import type { Draft } from './inboxState'
import { learnMessage, putDraft, useInbox } from './store'

/** What goes along with the words: whom a note calls, and files. */
export interface Added {
  mentions: number[]
  files: readonly SentFile[]
}

/** Who of those called was not told; or why it was not sent, null while it waits for the line. */
export type Sent = { untold: string[] } | { problem: ApiError | null }

/** What stands before the server answers so while it is started again. */
const AWAY = new Set([502, 503, 504])
const WAITS: Sent = { problem: null }
const draftsOf = (conversation: string) => useInbox.getState().drafts[conversation] ?? []
const firstWaiting = (conversation: string) =>
  draftsOf(conversation).find((draft) => draft.status === 'waiting')

/** Sends a reply or a note, after those of the conversation that wait for the connection. */
export async function send(row: Row, text: string, asNote: boolean, added: Added): Promise<Sent> {
  const waits = firstWaiting(row.id) !== undefined
  const draft: Draft = {
    ...added,
    clientId: crypto.randomUUID(),
    text,
    private: asNote,
    epoch: row.epoch,
    problem: '',
    status: waits ? 'waiting' : 'sending',
    at: new Date().toISOString(),
  }
  if (!waits) return deliver(row.id, draft)
  putDraft(row.id, draft)
  void sendWaitingIn(row.id)
  return WAITS
}

/** Sends one again as the agent wishes it now, whoever had the conversation meanwhile. */
export async function sendAsNew(row: Row, clientId: string): Promise<Sent> {
  const draft = draftsOf(row.id).find((one) => one.clientId === clientId)
  return draft ? deliver(row.id, { ...draft, epoch: row.epoch }) : WAITS
}

/** Is there anything that the server does not have? */
export const isAnythingUnsent = (): boolean =>
  Object.values(useInbox.getState().drafts).some((drafts) => drafts.length > 0)

/** Sends what waited for the connection, in each conversation in the order it was written. */
export function sendWaiting(): void {
  for (const conversation of Object.keys(useInbox.getState().drafts)) {
    void sendWaitingIn(conversation)
  }
}

const busy = new Set<string>()

async function sendWaitingIn(conversation: string): Promise<void> {
  if (busy.has(conversation)) return
  busy.add(conversation)
  try {
    for (let next; (next = firstWaiting(conversation));) {
      const sent = await deliver(conversation, next)
      if ('problem' in sent && sent.problem === null) return
    }
  } finally {
    busy.delete(conversation)
  }
}

async function deliver(conversation: string, draft: Draft): Promise<Sent> {
  putDraft(conversation, { ...draft, status: 'sending', problem: '' })
  try {
    const message = await posted(conversation, draft)
    learnMessage(conversation, message)
    const untold = (message.content.mentions ?? []).filter((one) => !one.told)
    return { untold: untold.map((one) => one.name) }
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    const isWaiting = problem.isOffline || AWAY.has(problem.status)
    const status = isWaiting ? 'waiting' : 'failed'
    putDraft(conversation, { ...draft, status, problem: problem.message })
    return isWaiting ? WAITS : { problem }
  }
}

function posted(conversation: string, draft: Draft): Promise<Message> {
  const { clientId, text, files, mentions, epoch } = draft
  const ids = files.length ? { files: files.map((file) => file.id) } : {}
  if (!draft.private) return api.reply(conversation, { client_id: clientId, text, epoch, ...ids })
  const called = mentions.length ? { mentions } : {}
  return api.note(conversation, { client_id: clientId, text, ...ids, ...called })
}
