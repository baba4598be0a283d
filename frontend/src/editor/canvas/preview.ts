/** The lines on a card: the words the visitor will see, or the rule as a sentence. */
import type { TFunction } from 'i18next'

import type { Config, NodeTypeInfo, Schema } from '../../shared/flow'
import { resolved } from '../inspector/schema'

export type Preview = (config: Config, words: PreviewWords) => string

export interface PreviewWords {
  t: TFunction
  info: NodeTypeInfo
  /** Titles and labels of what a config names by id. */
  nodeTitle: (id: string) => string
  /** An empty name is the flow's own team. */
  teamLabel: (name: string) => string
  surveyLabel: (name: string) => string
  flowLabel: (id: string) => string
}

const own = import.meta.glob<Preview>('./previews/*.ts', { eager: true, import: 'default' })

/** A type's own preview when there is one, otherwise its first words for people. */
export function previewOf(config: Config, words: PreviewWords): string {
  const special = own[`./previews/${words.info.name}.ts`]
  return (special ?? firstWords)(config, words)
}

const SPOKEN = new Set(['template', 'short-template'])

function firstWords(config: Config, words: PreviewWords): string {
  const schema = words.info.configSchema
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const control = resolved(field as Schema, schema)['x-control']
    const value = config[key]
    if (control && SPOKEN.has(control) && typeof value === 'string' && value.trim()) return value
  }
  return ''
}

/** The variables that the fields of a config are kept in; empty while there are none. */
export function keptIn(config: Config): string {
  const fields = Array.isArray(config['fields']) ? (config['fields'] as unknown[]) : []
  const names = fields
    .map((field) => String((field as { variable?: unknown } | null)?.variable ?? ''))
    .filter(Boolean)
  return names.length > 0 ? `→ ${names.map((name) => `{{ ${name} }}`).join(', ')}` : ''
}

/** Which team it is about, the flow's own if none is chosen; empty while there are no teams. */
export function teamWords(config: Config, { t, teamLabel }: PreviewWords): string {
  const team = teamLabel(String(config['team'] ?? ''))
  return team && t('preview.team', { team })
}
