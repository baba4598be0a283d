/** The words a card is about: the field that is shown on it and edited in place. */
import type { NodeTypeInfo, Schema } from '../../shared/flow'
import { resolved } from '../inspector/schema'

const SPOKEN = new Set(['template', 'short-template'])
/** Types whose first words are not what their card shows. */
const SHOWN: Record<string, string> = { leave_message: 'ask_message', llm_answer: 'instructions' }

/** The key of a type's main text; null for a type that says nothing. */
export function mainField(info: NodeTypeInfo | undefined): string | null {
  if (!info) return null
  const { properties = {} } = info.configSchema
  const shown = SHOWN[info.name]
  if (shown && properties[shown]) return shown
  const isSpoken = (field: Schema) =>
    SPOKEN.has(resolved(field, info.configSchema)['x-control'] ?? '')
  return Object.keys(properties).find((key) => isSpoken(properties[key] as Schema)) ?? null
}
