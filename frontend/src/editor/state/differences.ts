/** What differs between two documents: one list, for the canvas and for words. Pure. */
import type { Catalogue, Flow, FlowNode, Place, Schema, TriggerKind } from '../../shared/flow'
import { START } from '../../shared/flow'
import { resolved } from '../inspector/schema'
import { portsOf, titleOf } from './ports'
import { LEAD, START_CARD } from './recipes'

export type Kind = 'added' | 'removed' | 'changed'

/** One field that differs. `title` is the server's word for it; without one, `key` names it. */
export interface FieldChange {
  key: string
  title?: string
  before: unknown
  after: unknown
  /** How the values are to be read; absent for what is plain text already. */
  schema?: Schema
}

export interface Difference {
  /** Unique in the list. */
  id: string
  kind: Kind
  what: 'node' | 'trigger' | 'wire' | 'variable' | 'setting' | 'layout'
  /** A title or a variable's name; empty where `what` says all. */
  name: string
  /** Of a trigger. */
  trigger?: TriggerKind
  /** The cards to look at, by canvas id. */
  cards: string[]
  fields: FieldChange[]
}

/** Top-level keys that are compared in a way of their own, or that say nothing to people. */
const OWN = new Set([
  'format',
  'id',
  'start',
  'nodes',
  'edges',
  'triggers',
  'variables',
  'layout',
  'notes',
  'frames',
])

/**
 * Tell `other` from `base`: what was added, removed and changed on the way from the one to the other.
 *
 * Cards come in the order of the canvas, then what has no card. A card that only moved does not
 * differ, and notes and frames are only drawing; when nothing else does, one difference `layout` says so. Wires of a card that came or
 * went are not listed beside it.
 */
export function differences(base: Flow, other: Flow, catalogue: Catalogue): Difference[] {
  const shown = [...nodes(base, other, catalogue), ...triggers(base, other)]
  const fresh = new Set(shown.filter((each) => each.kind !== 'changed').flatMap((d) => d.cards))
  const onCanvas = [...shown, ...wires(base, other, catalogue, fresh)]
  const at = placing(base, other)
  const ordered = onCanvas
    .map((difference) => ({ difference, place: at(difference.cards[0] ?? '') }))
    .toSorted((a, b) => a.place.x - b.place.x || a.place.y - b.place.y)
    .map((each) => each.difference)
  const all = [...ordered, ...variables(base, other), ...settings(base, other)]
  const drawing = ({ layout, notes, frames }: Flow) => ({ layout, notes, frames })
  if (all.length > 0 || same(drawing(base), drawing(other))) return all
  return [{ id: 'layout', kind: 'changed', what: 'layout', name: '', cards: [], fields: [] }]
}

function nodes(base: Flow, other: Flow, catalogue: Catalogue): Difference[] {
  const before = new Map(base.nodes.map((node) => [node.id, node]))
  const after = new Set(other.nodes.map((node) => node.id))
  const told = (node: FlowNode, kind: Kind, fields: FieldChange[] = []): Difference => {
    const name = titleOf(node, catalogue.get(node.type))
    return { id: `node:${node.id}`, kind, what: 'node', name, cards: [node.id], fields }
  }
  const gone = base.nodes.filter((node) => !after.has(node.id))
  const there = other.nodes.flatMap((node) => {
    const old = before.get(node.id)
    if (!old) return [told(node, 'added')]
    const fields = nodeFields(old, node, catalogue)
    return fields.length ? [told(node, 'changed', fields)] : []
  })
  return [...there, ...gone.map((node) => told(node, 'removed'))]
}

function nodeFields(old: FlowNode, node: FlowNode, catalogue: Catalogue): FieldChange[] {
  const info = catalogue.get(node.type)
  const fields: FieldChange[] = []
  if (old.title !== node.title) fields.push({ key: 'title', before: old.title, after: node.title })
  if (old.type !== node.type) {
    const before = catalogue.get(old.type)?.title ?? old.type
    fields.push({ key: 'type', before, after: info?.title ?? node.type })
  }
  const schema = info?.configSchema ?? {}
  const properties = schema.properties ?? {}
  const keys = new Set([
    ...Object.keys(properties),
    ...Object.keys(old.config),
    ...Object.keys(node.config),
  ])
  for (const key of keys) {
    const field = properties[key] && resolved(properties[key], schema)
    // What the server fills in is no change when somebody writes it out.
    const [before, after] = [old.config, node.config].map((config) => config[key] ?? field?.default)
    if (same(before ?? null, after ?? null)) continue
    fields.push({
      key,
      before,
      after,
      ...(field?.title ? { title: field.title } : {}),
      ...(field ? { schema: { ...field, $defs: schema.$defs ?? {} } } : {}),
    })
  }
  return fields
}

function triggers(base: Flow, other: Flow): Difference[] {
  const before = new Map(base.triggers.map((trigger) => [trigger.id, trigger]))
  const after = new Map(other.triggers.map((trigger) => [trigger.id, trigger]))
  return [...new Map([...before, ...after]).keys()].flatMap((id) => {
    const [old, now] = [before.get(id), after.get(id)]
    const fields: FieldChange[] = []
    if (old && now) {
      for (const key of ['kind', 'words', 'after_s'] as const)
        if (!same(old[key], now[key])) fields.push({ key, before: old[key], after: now[key] })
      if (fields.length === 0) return []
    }
    const kind: Kind = !old ? 'added' : now ? 'changed' : 'removed'
    const trigger = (now ?? old)?.kind ?? 'keyword'
    return [{ id: `trigger:${id}`, kind, what: 'trigger', name: '', trigger, cards: [id], fields }]
  })
}

interface Lead {
  source: string
  port: string
  target: string
}

/** Every wire as one list: of nodes, of triggers and of the start. */
export function leadsOf(flow: Flow): Lead[] {
  const leads: Lead[] = flow.start ? [{ source: START_CARD, port: LEAD, target: flow.start }] : []
  for (const { id, target } of flow.triggers)
    if (target) leads.push({ source: id, port: LEAD, target })
  return [...leads, ...flow.edges]
}

function wires(
  base: Flow,
  other: Flow,
  catalogue: Catalogue,
  fresh: ReadonlySet<string>,
): Difference[] {
  const key = ({ source, port }: Lead) => `${source}\n${port}`
  const before = new Map(leadsOf(base).map((lead) => [key(lead), lead]))
  const after = new Map(leadsOf(other).map((lead) => [key(lead), lead]))
  const bySource = new Map<string, { fields: FieldChange[]; cards: Set<string> }>()
  for (const [id, lead] of new Map([...before, ...after])) {
    const [old, now] = [before.get(id)?.target, after.get(id)?.target]
    if (old === now || fresh.has(lead.source)) continue
    if ((!old && now && fresh.has(now)) || (!now && old && fresh.has(old))) continue
    const found = bySource.get(lead.source) ?? { fields: [], cards: new Set([lead.source]) }
    const port = portLabel(now ? other : base, lead, catalogue)
    found.fields.push({
      key: 'wire',
      title: port,
      before: old && nameIn(base, old, catalogue),
      after: now && nameIn(other, now, catalogue),
    })
    for (const target of [now, old]) if (target) found.cards.add(target)
    bySource.set(lead.source, found)
  }
  return [...bySource].map(([source, { fields, cards }]) => {
    const trigger = [...other.triggers, ...base.triggers].find((each) => each.id === source)
    const kind: Kind = fields.every((field) => field.before === undefined)
      ? 'added'
      : fields.every((field) => field.after === undefined)
        ? 'removed'
        : 'changed'
    return {
      id: `wire:${source}`,
      kind,
      what: 'wire',
      name: trigger || source === START_CARD ? '' : nameIn(other, source, catalogue),
      ...(trigger ? { trigger: trigger.kind } : {}),
      cards: [...cards],
      fields,
    }
  })
}

function portLabel(flow: Flow, lead: Lead, catalogue: Catalogue): string {
  const node = flow.nodes.find((each) => each.id === lead.source)
  if (!node) return ''
  const ports = portsOf(catalogue.get(node.type), node.config)
  return ports.find((port) => port.name === lead.port)?.label ?? lead.port
}

function nameIn(flow: Flow, id: string, catalogue: Catalogue): string {
  const node = flow.nodes.find((each) => each.id === id)
  return node ? titleOf(node, catalogue.get(node.type)) : id
}

function variables(base: Flow, other: Flow): Difference[] {
  const before = new Map(base.variables.map((variable) => [variable.name, variable]))
  const after = new Map(other.variables.map((variable) => [variable.name, variable]))
  return [...new Map([...before, ...after]).keys()].flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    const fields: FieldChange[] = []
    if (old && now) {
      for (const key of ['kind', 'personal', 'initial'] as const)
        if (!same(old[key], now[key]))
          fields.push({ key: `variable_${key}`, before: old[key], after: now[key] })
      if (fields.length === 0) return []
    }
    const kind: Kind = !old ? 'added' : now ? 'changed' : 'removed'
    return [{ id: `variable:${name}`, kind, what: 'variable', name, cards: [], fields }]
  })
}

/** Everything else of the flow, field by field; a key that is not known by name too. */
function settings(base: Flow, other: Flow): Difference[] {
  const [before, after] = [base, other].map((flow) => {
    const { settings: inner, ...rest } = flow
    const kept = Object.entries(rest).filter(([key]) => !OWN.has(key))
    return { ...Object.fromEntries(kept), ...inner } as Record<string, unknown>
  }) as [Record<string, unknown>, Record<string, unknown>]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const fields = keys
    .filter((key) => !same(before[key] ?? null, after[key] ?? null))
    .map((key) => ({ key, before: before[key], after: after[key] }))
  if (fields.length === 0) return []
  return [{ id: 'settings', kind: 'changed', what: 'setting', name: '', cards: [], fields }]
}

function placing(base: Flow, other: Flow): (card: string) => Place {
  return (card) => {
    const key = card === START_CARD ? START : card
    return other.layout[key] ?? base.layout[key] ?? { x: 0, y: 0 }
  }
}

/** Deep equality of JSON values, whatever the order of keys. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) =>
    same((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  )
}
