import type { Config } from '../../../shared/flow'

/** The topics, as the author calls them. */
export default function topic(config: Config): string {
  const topics = Array.isArray(config['topics']) ? config['topics'] : []
  return topics
    .map((each: { label?: unknown }) => String(each?.label ?? '').trim())
    .filter(Boolean)
    .join(', ')
}
