import type { Row } from '../api/types'
import type { Announcement } from './applyAnnouncement'

const ANNOUNCED = [
  'sla.warned',
  'sla.breached',
  'snooze.ended',
  'mention.made',
  'conversation.given',
] as const

/** What is said aloud: who waits, wrote or was passed on, a promise at risk, a snooze's end, a mention. */
export type News =
  | Extract<Announcement, { type: (typeof ANNOUNCED)[number] }>
  | { type: 'person.waiting' | 'visitor.wrote'; conversation: string; name: string }

const TOLD = new Set<string>(ANNOUNCED)
const rowListeners = new Set<(row: Row) => void>()
const listeners = new Set<(news: News) => void>()

/** Calls `listener` for every piece of news; returns how to stop it. */
export function onNews(listener: (news: News) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Calls `listener` for every row that changes, before it is shown; returns how to stop it. */
export function onRow(listener: (row: Row) => void): () => void {
  rowListeners.add(listener)
  return () => rowListeners.delete(listener)
}

/** Tells of a changed row. Called before the store knows it. */
export function tellRow(row: Row): void {
  for (const listener of rowListeners) listener(row)
}

export function tellNews(news: Announcement | News): void {
  if (!('name' in news) && !TOLD.has(news.type)) return
  for (const listener of listeners) listener(news as News)
}
