/** Where a variable is used, and its renaming everywhere at once. */
import type { Catalogue, Flow, FlowNode } from '../../shared/flow'
import { fingerprint } from '../languages/fingerprint'
import { mapStrings, type TextField } from './strings'

/** Controls whose text is the name of a variable, perhaps with a part of it: `order.status`. */
const NAMES = new Set(['variable', 'rule'])
const TEMPLATE: TextField = { path: '', label: '', control: 'template' }
const TAG = /\{\{.*?\}\}|\{%.*?%\}/gs
const QUOTED = /("[^"]*"|'[^']*')/

/** Whether a text of that field reads or writes the variable. */
export function mentions(text: string, field: TextField, name: string): boolean {
  return renamedIn(text, field, name, `${name}_`) !== text
}

/** Ids of the nodes that read or write a variable. */
export function usesOf(flow: Pick<Flow, 'nodes'>, catalogue: Catalogue, name: string): string[] {
  return flow.nodes
    .filter((node) => {
      let isUsed = false
      mapStrings(node.config, catalogue.get(node.type)?.configSchema ?? {}, (text, field) => {
        isUsed ||= mentions(text, field, name)
        return text
      })
      return isUsed
    })
    .map((node) => node.id)
}

export interface Touched {
  reads: Set<string>
  writes: Set<string>
}

/** Which of the variables `names` some nodes read, and which they write. */
export function touchedBy(
  nodes: readonly FlowNode[],
  catalogue: Catalogue,
  names: ReadonlySet<string>,
): Touched {
  const reads = new Set<string>()
  const writes = new Set<string>()
  for (const node of nodes)
    mapStrings(node.config, catalogue.get(node.type)?.configSchema ?? {}, (text, field) => {
      const touched = field.control === 'variable' ? writes : reads
      for (const name of names) if (mentions(text, field, name)) touched.add(name)
      return text
    })
  return { reads, writes }
}

/** Every variable that the flow declares, and those that its nodes write without. */
export function namesIn(flow: Flow, catalogue: Catalogue): Set<string> {
  const names = new Set(flow.variables.map((variable) => variable.name))
  for (const node of flow.nodes)
    mapStrings(node.config, catalogue.get(node.type)?.configSchema ?? {}, (text, field) => {
      if (field.control === 'variable' && text) names.add(text.split('.')[0] ?? text)
      return text
    })
  return names
}

/**
 * Give a variable another name in its declaration, in every template, condition and field.
 *
 * Words that only look like it are left alone: text outside of tags, quoted words, parts of other
 * variables, filters and their named arguments.
 */
export function renameVariable(flow: Flow, catalogue: Catalogue, from: string, to: string): void {
  const variable = flow.variables.find((each) => each.name === from)
  if (variable) variable.name = to
  for (const node of flow.nodes) {
    const schema = catalogue.get(node.type)?.configSchema ?? {}
    const marks = new Map<string, string>()
    const config = mapStrings(node.config, schema, (text, field) => {
      const renamed = renamedIn(text, field, from, to)
      if (renamed !== text) marks.set(fingerprint(text), fingerprint(renamed))
      return renamed
    })
    if (config !== node.config) node.config = config
    for (const byNode of Object.values(flow.translations))
      for (const translation of Object.values(byNode[node.id] ?? {})) {
        translation.text = renamedIn(translation.text, TEMPLATE, from, to)
        // It is as fresh as it was: both texts changed in the same place.
        translation.source = marks.get(translation.source) ?? translation.source
      }
  }
}

function renamedIn(text: string, field: TextField, from: string, to: string): string {
  if (NAMES.has(field.control))
    return text === from || text.startsWith(`${from}.`) ? to + text.slice(from.length) : text
  if (!text.includes(from)) return text
  const word = new RegExp(`(?<![\\w.-])(?<!\\|\\s*)${from}(?![\\w-])(?!\\s*:)`, 'g')
  return text.replace(TAG, (tag) =>
    tag
      .split(QUOTED)
      .map((part, index) => (index % 2 ? part : part.replace(word, to)))
      .join(''),
  )
}
