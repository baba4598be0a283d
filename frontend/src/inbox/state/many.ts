import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { ManyInput, Row } from '../api/types'
import { catchUp } from './session'
import { useInbox } from './store'

export interface Failure {
  id: string
  name: string
  problem: string
}

/** How one action on many went: how many were done, and why each of the others was not. */
export interface Tally {
  done: number
  failures: Failure[]
}

const MOST = 100

export type What = Omit<ManyInput, 'conversations'>

/** The rows that are chosen and still in the list, in its order. */
export function chosenRows(): Row[] {
  const { rows, chosen } = useInbox.getState()
  const keys = new Set(chosen)
  return rows.filter((row) => keys.has(row.id))
}

/** Does one thing to all the chosen rows; those that could not be done stay chosen. */
export async function doToChosen(what: What): Promise<Tally> {
  const rows = chosenRows()
  const tally: Tally = { done: 0, failures: [] }
  for (let at = 0; at < rows.length; at += MOST) {
    const part = rows.slice(at, at + MOST)
    for (const failure of await send(part, what)) tally.failures.push(failure)
  }
  tally.done = rows.length - tally.failures.length
  const failed = tally.failures.map((one) => one.id)
  useInbox.getState().change(() => ({ chosen: failed, choosing: failed.length > 0 }))
  catchUp()
  return tally
}

async function send(rows: Row[], what: What): Promise<Failure[]> {
  const name = (id: string) => rows.find((row) => row.id === id)?.contact.name ?? ''
  try {
    const conversations = rows.map(({ id, epoch }) => ({ id, epoch }))
    const { results } = await api.many({ ...what, conversations })
    return results
      .filter((one) => one.code)
      .map((one) => ({ id: one.id, name: name(one.id), problem: one.message }))
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    const words = problem.isOffline ? '' : problem.message
    return rows.map((row) => ({ id: row.id, name: row.contact.name, problem: words }))
  }
}

/** The chosen keys after `id` is picked: turned over, or all from the last pick when `range`. */
export function picked(rows: Row[], chosen: string[], id: string, range: boolean): string[] {
  const from = rows.findIndex((row) => row.id === chosen.at(-1))
  const to = rows.findIndex((row) => row.id === id)
  if (range && from >= 0 && to >= 0) {
    const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id)
    return [
      ...chosen.filter((one) => !between.includes(one)),
      ...between.filter((one) => one !== id),
      id,
    ]
  }
  return chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]
}

export const pick = (id: string, range = false) =>
  useInbox.getState().change(({ rows, chosen }) => ({ chosen: picked(rows, chosen, id, range) }))

export const pickAll = () =>
  useInbox.getState().change(({ rows }) => ({ chosen: rows.map((row) => row.id) }))

/** Shows the boxes, with none ticked. */
export const beginPicking = () => useInbox.getState().change(() => ({ choosing: true }))

export const pickNone = () => useInbox.getState().change(() => ({ chosen: [], choosing: false }))
