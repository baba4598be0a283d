/** Finding anything in a flow: what people read, and names of what it uses, from variables to flows. */
import type { Catalogue, Flow, Surroundings } from '../../shared/flow'
import { folded } from '../palette/groups'
import { titleOf } from './ports'
import { mapStrings, type TextField } from './strings'
import { mentions } from './variables'

/** A thing that steps use by name. */
export interface Thing {
  kind: 'variable' | 'team' | 'credential' | 'survey' | 'flow' | 'node'
  name: string
}

/** One text of a card, as people read it. */
export interface Entry {
  /** The card's id. */
  id: string
  title: string
  icon: string
  category: string | null
  /** What the form calls the field; empty for the card's own name. */
  field: string
  path: string
  text: string
  uses: (thing: Thing) => boolean
}

export interface Hit extends Entry {
  /** Where in `text` the words begin, or -1 when the field's name or the card's was meant. */
  at: number
  length: number
}

export interface EntryWords {
  surroundings: Surroundings
  triggerTitle: (kind: string) => string
  areaTitle: (kind: 'note' | 'frame') => string
}

/** Everything that can be found, in the order of the document. */
export function entriesOf(flow: Flow, catalogue: Catalogue, words: EntryWords): Entry[] {
  const { teams, credentials, surveys, flows } = words.surroundings
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const lists: Record<string, { name: string; label: string }[]> = {
    team: teams,
    credential: credentials,
    survey: surveys,
    flow: flows,
  }
  const shown = (text: string, { control }: TextField): string => {
    if (control === 'node') {
      const node = nodes.get(text)
      return node ? titleOf(node, catalogue.get(node.type)) : text
    }
    return lists[control]?.find((each) => each.name === text)?.label ?? text
  }
  const found: Entry[] = []
  for (const node of flow.nodes) {
    const info = catalogue.get(node.type)
    const card = {
      id: node.id,
      title: titleOf(node, info),
      icon: info?.icon ?? '',
      category: info?.category ?? null,
    }
    found.push({ ...card, field: '', path: '', text: card.title, uses: () => false })
    mapStrings(node.config, info?.configSchema ?? {}, (text, field) => {
      if (text !== '')
        found.push({
          ...card,
          field: field.label,
          path: field.path,
          text: shown(text, field),
          uses: (thing) =>
            thing.kind === 'variable'
              ? mentions(text, field, thing.name)
              : field.control === thing.kind && text === thing.name,
        })
      return text
    })
  }
  for (const trigger of flow.triggers) {
    const title = words.triggerTitle(trigger.kind)
    const card = { id: trigger.id, title, icon: '', category: null, path: '', uses: () => false }
    found.push({ ...card, field: '', text: title })
    if (trigger.words.length) found.push({ ...card, field: title, text: trigger.words.join(', ') })
  }
  for (const area of [...flow.notes, ...flow.frames]) {
    const text = 'text' in area ? area.text : area.title
    const title = words.areaTitle('text' in area ? 'note' : 'frame')
    const uses = () => false
    if (text)
      found.push({
        id: area.id,
        title,
        icon: '',
        category: null,
        field: title,
        path: '',
        text,
        uses,
      })
  }
  return found
}

const MOST = 200

/** Entries that have the words: in a text first, then by the name of a card or field. */
export function find(entries: readonly Entry[], words: string): Hit[] {
  const needle = folded(words.trim())
  if (!needle) return []
  const inText: Hit[] = []
  const byName: Hit[] = []
  for (const entry of entries) {
    const at = folded(entry.text).indexOf(needle)
    if (at >= 0) inText.push({ ...entry, at, length: needle.length })
    else if (entry.field && folded(entry.field).includes(needle))
      byName.push({ ...entry, at: -1, length: 0 })
  }
  return [...inText, ...byName].slice(0, MOST)
}

/** Entries that use a thing. */
export function uses(entries: readonly Entry[], thing: Thing): Hit[] {
  return entries
    .filter((entry) => entry.uses(thing))
    .map((entry) => ({ ...entry, at: entry.text.indexOf(thing.name), length: thing.name.length }))
    .slice(0, MOST)
}

/** A piece of the text around the hit, short enough for a line or two: before, hit, after. */
export function snippet(hit: Hit, around = 40): [string, string, string] {
  const { text, at, length } = hit
  if (at < 0) return [text.slice(0, 2 * around), '', '']
  const from = Math.max(0, at - around)
  const to = Math.min(text.length, at + length + 2 * around)
  return [
    (from > 0 ? '…' : '') + text.slice(from, at),
    text.slice(at, at + length),
    text.slice(at + length, to) + (to < text.length ? '…' : ''),
  ]
}
