import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { Row, When } from '../api/types'
import { send, sendAsNew, type Added, type Sent } from './sending'
import { catchUp, sitDown } from './session'
import { dropDraft, learnRow, useInbox } from './store'

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
export const setUrgent = (row: Row, urgent: boolean) =>
  act(() => api.setPriority(row.id, { epoch: row.epoch, priority: urgent ? 'high' : 'normal' }))
export const snooze = (row: Row, when: When) => act(() => api.snooze(row.id, row.epoch, when))
export const wake = (row: Row) => act(() => api.wake(row.id, row.epoch))
export const leftAnswered = (row: Row) => act(() => api.leftAnswered(row.id))
export const leftUnanswered = (row: Row, ticket: number) =>
  act(() => api.leftUnanswered(row.id, ticket))

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
    if (state === 'online') sitDown()
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

/** Sends a reply or a note: shown at once as being sent, as waiting or as failed if it was not. */
export async function sendMessage(
  row: Row,
  text: string,
  asNote: boolean,
  added: Partial<Added> = {},
): Promise<Outcome> {
  return told(await send(row, text, asNote, { mentions: [], files: [], ...added }))
}

/** Sends a failed one again, under the same id: if it did arrive, it is not sent twice. */
export async function resend(row: Row, clientId: string): Promise<Outcome> {
  return told(await sendAsNew(row, clientId))
}

export const discard = dropDraft

function told(sent: Sent): Outcome {
  if ('untold' in sent) return sent.untold.length ? { ok: true, untold: sent.untold } : done
  if (sent.problem === null) return done
  if (sent.problem.status === 409) catchUp()
  return { ok: false, problem: sent.problem.message, code: sent.problem.code }
}
