import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { Row, SentFile, When } from '../api/types'
import { catchUp } from './session'
import { dropDraft, learnMessage, learnRow, putDraft, useInbox } from './store'

/** Says how an action went: null, or a sentence for the person. */
export type Outcome = { ok: true; untold?: string[] } | { ok: false; problem: string; code: string }

const done: Outcome = { ok: true }

async function act(call: () => Promise<Row>): Promise<Outcome> {
  try {
    learnRow(await call())
    catchUp()
    return done
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    if (problem.status === 409) catchUp()
    return {
      ok: false,
      problem: problem.message,
      code: problem.isOffline ? 'offline' : problem.code,
    }
  }
}

export const claim = (row: Row) => act(() => api.claim(row.id, row.epoch))
export const takeOver = (row: Row) => act(() => api.takeOver(row.id, row.epoch))
export const close = (row: Row) => leave(row, () => api.close(row.id, row.epoch))
export const handBack = (row: Row, node: string) =>
  leave(row, () => api.handBack(row.id, { epoch: row.epoch, node }))
export const transfer = (row: Row, to: { team?: number; agent?: number }, comment: string) =>
  leave(row, () => api.transfer(row.id, { epoch: row.epoch, ...to, comment }))

/** What ends the agent's part; if it is still open, somebody else is offered there. */
async function leave(row: Row, call: () => Promise<Row>): Promise<Outcome> {
  const outcome = await act(call)
  if (outcome.ok)
    useInbox.getState().change(({ open, left }) => ({ left: open?.id === row.id ? row.id : left }))
  return outcome
}

export const changeTags = (row: Row, change: { add?: number[]; remove?: number[] }) =>
  act(() => api.changeTags(row.id, change))
export const snooze = (row: Row, when: When) => act(() => api.snooze(row.id, row.epoch, when))
export const wake = (row: Row) => act(() => api.wake(row.id, row.epoch))

/** Has an e-mail that could not be delivered sent once more. */
export async function sendAgain(conversation: string, seq: number): Promise<Outcome> {
  try {
    await api.sendAgain(conversation, seq)
    return done
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    return { ok: false, problem: problem.message, code: problem.code }
  }
}

export async function setAvailability(state: 'online' | 'away'): Promise<Outcome> {
  try {
    const me = await api.setAvailability(state)
    useInbox.getState().change(() => ({ me }))
    return done
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    return {
      ok: false,
      problem: problem.message,
      code: problem.isOffline ? 'offline' : problem.code,
    }
  }
}

/** What goes along with the words: whom a note calls, and files. */
interface Added {
  mentions: number[]
  files: readonly SentFile[]
}

/** Sends a reply or a note: shown at once as being sent, and as failed if it was not. */
export async function sendMessage(
  row: Row,
  text: string,
  asNote: boolean,
  added: Partial<Added> = {},
): Promise<Outcome> {
  const clientId = crypto.randomUUID()
  return deliver(row, clientId, text, asNote, { mentions: [], files: [], ...added })
}

/** Sends a failed one again, under the same id: if it did arrive, it is not sent twice. */
export async function resend(row: Row, clientId: string): Promise<Outcome> {
  const draft = (useInbox.getState().drafts[row.id] ?? []).find((one) => one.clientId === clientId)
  return draft ? deliver(row, clientId, draft.text, draft.private, draft) : done
}

export const discard = dropDraft

async function deliver(
  row: Row,
  clientId: string,
  text: string,
  asNote: boolean,
  { mentions, files }: Added,
): Promise<Outcome> {
  const draft = {
    clientId,
    text,
    files,
    private: asNote,
    mentions,
    problem: '',
    at: new Date().toISOString(),
  }
  putDraft(row.id, { ...draft, status: 'sending' })
  try {
    const ids = files.length ? { files: files.map((file) => file.id) } : {}
    const message = asNote
      ? await api.note(row.id, {
          client_id: clientId,
          text,
          ...ids,
          ...(mentions.length ? { mentions } : {}),
        })
      : await api.reply(row.id, { client_id: clientId, text, epoch: row.epoch, ...ids })
    learnMessage(row.id, message)
    const untold = (message.content.mentions ?? []).filter((one) => !one.told)
    return untold.length ? { ok: true, untold: untold.map((one) => one.name) } : done
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    putDraft(row.id, { ...draft, status: 'failed', problem: problem.message })
    if (problem.status === 409) catchUp()
    return {
      ok: false,
      problem: problem.message,
      code: problem.isOffline ? 'offline' : problem.code,
    }
  }
}
