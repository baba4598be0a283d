/** How a problem looks: what is wrong, what is only not there yet, what is worth a look. */
import {
  IconAlertTriangleFilled,
  IconCircleDashed,
  IconExclamationCircleFilled,
  type Icon,
} from '@tabler/icons-react'

import type { Problem } from '../../shared/flow'

export type Tone = 'error' | 'unfinished' | 'warning'

/** Gravest first. */
const TONES: readonly Tone[] = ['error', 'unfinished', 'warning']

export const TONE_ICONS: Readonly<Record<Tone, Icon>> = {
  error: IconExclamationCircleFilled,
  unfinished: IconCircleDashed,
  warning: IconAlertTriangleFilled,
}

export function toneOf(problem: Problem): Tone {
  return problem.level === 'error' && problem.unfinished ? 'unfinished' : problem.level
}

/** How many there are of each tone, without those that there are none of. */
export function tally(problems: readonly Problem[]): [Tone, number][] {
  const counts = { error: 0, unfinished: 0, warning: 0 }
  for (const problem of problems) counts[toneOf(problem)] += 1
  return TONES.filter((tone) => counts[tone] > 0).map((tone) => [tone, counts[tone]])
}
