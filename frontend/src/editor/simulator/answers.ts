/** What can be made up for the world, in the server's words (`runtime/pretending.py`). */
import type { World } from '../../shared/api/flows'

export const ANSWERS: Record<World, readonly string[]> = {
  knowledge: ['found', 'suggest', 'none', 'problem'],
  model: ['answered', 'not_grounded', 'unclear', 'excluded', 'wants_human', 'problem'],
  http: ['ok', 'refused', 'problem', 'uncertain'],
}

/** The answer that carries the author's own words. */
export const OWN: Record<World, string> = { knowledge: 'found', model: 'answered', http: 'ok' }

export const WORLDS: readonly World[] = ['knowledge', 'model', 'http']
