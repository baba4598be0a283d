import type { Announcement } from './applyAnnouncement'

/** What is said aloud: a promise at risk, a snooze that ended, a mention. */
export type News = Extract<
  Announcement,
  { type: 'sla.warned' | 'sla.breached' | 'snooze.ended' | 'mention.made' }
>

const TOLD = new Set<string>(['sla.warned', 'sla.breached', 'snooze.ended', 'mention.made'])
const listeners = new Set<(news: News) => void>()

/** Calls `listener` for every piece of news; returns how to stop it. */
export function onNews(listener: (news: News) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function tellNews(announcement: Announcement): void {
  if (!TOLD.has(announcement.type)) return
  for (const listener of listeners) listener(announcement as News)
}
