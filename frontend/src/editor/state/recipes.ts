/** The edits an author can make to a document, each as a recipe for `edit`. */
import type {
  Catalogue,
  Config,
  Flow,
  FlowNode,
  Place,
  Trigger,
  TriggerKind,
  Variable,
} from '../../shared/flow'
import { START } from '../../shared/flow'
import { followTexts, forgetNodes } from '../languages/recipes'
import { movedPorts } from './ports'

export const GRID = 4
/** The canvas id of the start card; no node can have it, since ids begin with a letter or digit. */
export const START_CARD = '@start'
/** The one port of the start card and of a trigger card. */
export const LEAD = 'next'

export function snapped(place: Place): Place {
  return { x: Math.round(place.x / GRID) * GRID, y: Math.round(place.y / GRID) * GRID }
}

/** A free id that reads like what it names: `message-2`. */
export function freeId(flow: Flow, stem: string, taken: ReadonlySet<string> = new Set()): string {
  const parts = [...flow.nodes, ...flow.triggers, ...flow.notes, ...flow.frames]
  const used = new Set(parts.map((part) => part.id))
  const base =
    stem
      .replace(/[^A-Za-z0-9_-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 48) || 'node'
  for (let n = 1; ; n += 1) {
    const id = `${base}-${n}`
    if (!used.has(id) && !taken.has(id)) return id
  }
}

export function addNode(flow: Flow, node: FlowNode, place: Place): void {
  flow.nodes.push(node)
  flow.layout[node.id] = snapped(place)
  if (flow.nodes.length === 1 && !flow.start) flow.start = node.id
}

export function addTrigger(flow: Flow, kind: TriggerKind, id: string, place: Place): void {
  const after_s = kind === 'silent' ? 120 : null
  flow.triggers.push({ id, kind, target: null, words: [], after_s })
  flow.layout[id] = snapped(place)
}

/** Remove what `ids` name, with every wire that touches it. */
export function remove(flow: Flow, ids: ReadonlySet<string>): void {
  for (const { source, port, target } of flow.edges)
    if (ids.has(source) || ids.has(target)) straighten(flow, source, port)
  flow.nodes = flow.nodes.filter((node) => !ids.has(node.id))
  flow.triggers = flow.triggers.filter((trigger) => !ids.has(trigger.id))
  flow.notes = flow.notes.filter((note) => !ids.has(note.id))
  flow.frames = flow.frames.filter((frame) => !ids.has(frame.id))
  flow.edges = flow.edges.filter((edge) => !ids.has(edge.source) && !ids.has(edge.target))
  for (const trigger of flow.triggers)
    if (trigger.target && ids.has(trigger.target)) disconnect(flow, trigger.id, LEAD)
  if (flow.start && ids.has(flow.start)) disconnect(flow, START_CARD, LEAD)
  for (const id of ids) {
    delete flow.layout[id]
    straighten(flow, id, LEAD)
  }
  forgetNodes(flow, ids)
}

/** Wire `port` of a card to a node; a port has one wire, so the older one is replaced. */
export function connect(flow: Flow, source: string, port: string, target: string): void {
  if (source === START_CARD) {
    flow.start = target
    return
  }
  const trigger = flow.triggers.find((each) => each.id === source)
  if (trigger) {
    trigger.target = target
    return
  }
  const edge = flow.edges.find((each) => each.source === source && each.port === port)
  if (edge) edge.target = target
  else flow.edges.push({ source, port, target })
}

/** A wire's name on the canvas, and the key of its bend in the layout. */
export function wireId(source: string, port: string): string {
  return `${source}:${port}`
}

/** Drag the middle of a wire by `by` from where it would run by itself; by nothing: let it run. */
export function bend(flow: Flow, source: string, port: string, by: Place): void {
  if (by.x || by.y) flow.layout[wireId(source, port)] = snapped(by)
  else straighten(flow, source, port)
}

function straighten(flow: Flow, source: string, port: string): void {
  delete flow.layout[wireId(source, port)]
}

export function disconnect(flow: Flow, source: string, port: string): void {
  straighten(flow, source, port)
  if (source === START_CARD) flow.start = null
  const trigger = flow.triggers.find((each) => each.id === source)
  if (trigger) trigger.target = null
  flow.edges = flow.edges.filter((edge) => edge.source !== source || edge.port !== port)
}

export function move(flow: Flow, places: Readonly<Record<string, Place>>): void {
  for (const [id, place] of Object.entries(places)) {
    const key = id === START_CARD ? START : id
    flow.layout[key] = { ...flow.layout[key], x: Math.round(place.x), y: Math.round(place.y) }
  }
}

/** Fold cards to their title, or unfold them. */
export function fold(flow: Flow, ids: ReadonlySet<string>, isCompact: boolean): void {
  for (const id of ids) {
    const place = flow.layout[id]
    if (!place || (place.compact ?? false) === isCompact) continue
    if (isCompact) place.compact = true
    else delete place.compact
  }
}

export function rename(flow: Flow, id: string, title: string): void {
  const node = flow.nodes.find((each) => each.id === id)
  if (node) node.title = title.slice(0, 120)
}

/** Set a node's config; wires follow an item that was renamed and go with one that was removed. */
export function configure(flow: Flow, id: string, config: Config, catalogue: Catalogue): void {
  const node = flow.nodes.find((each) => each.id === id)
  if (!node) return
  const { renamed, gone } = movedPorts(catalogue.get(node.type), node.config, config)
  gone.forEach((port) => disconnect(flow, id, port))
  if (renamed.size)
    for (const edge of flow.edges) {
      const port = edge.source === id ? renamed.get(edge.port) : undefined
      if (port === undefined) continue
      const bent = flow.layout[wireId(id, edge.port)]
      straighten(flow, id, edge.port)
      if (bent) flow.layout[wireId(id, port)] = bent
      edge.port = port
    }
  followTexts(flow, id, catalogue.get(node.type), node.config, config, renamed)
  node.config = config
}

export function changeTrigger(flow: Flow, id: string, change: Partial<Omit<Trigger, 'id'>>): void {
  const trigger = flow.triggers.find((each) => each.id === id)
  if (trigger) Object.assign(trigger, change)
}

export function declareVariable(
  flow: Flow,
  variable: Pick<Variable, 'name'> & Partial<Variable>,
): void {
  if (flow.variables.some((each) => each.name === variable.name)) return
  flow.variables.push({ kind: 'text', personal: false, initial: null, ...variable })
}
