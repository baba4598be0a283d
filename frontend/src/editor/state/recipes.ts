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
import { followTexts, forgetNodes, joinTranslations, translationsOf } from '../languages/recipes'
import { movedPorts } from './ports'

export const GRID = 4
/** The canvas id of the start card; no node can have it, since ids begin with a letter or digit. */
export const START_CARD = '@start'
/** The one port of the start card and of a trigger card. */
export const LEAD = 'next'

/** What names a wire, since a port has one: its card and the port. */
export function wireOf(source: string, port: string): string {
  return `${source}:${port}`
}

export function snapped(place: Place): Place {
  return { x: Math.round(place.x / GRID) * GRID, y: Math.round(place.y / GRID) * GRID }
}

/** A free id that reads like what it names: `message-2`. */
export function freeId(flow: Flow, stem: string, taken: ReadonlySet<string> = new Set()): string {
  const used = new Set([...flow.nodes, ...flow.triggers].map((part) => part.id))
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

/** Remove nodes and triggers with every wire that touches them. */
export function remove(flow: Flow, ids: ReadonlySet<string>): void {
  flow.nodes = flow.nodes.filter((node) => !ids.has(node.id))
  flow.triggers = flow.triggers.filter((trigger) => !ids.has(trigger.id))
  flow.edges = flow.edges.filter((edge) => !ids.has(edge.source) && !ids.has(edge.target))
  for (const trigger of flow.triggers)
    if (trigger.target && ids.has(trigger.target)) trigger.target = null
  if (flow.start && ids.has(flow.start)) flow.start = null
  for (const id of ids) delete flow.layout[id]
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

export function disconnect(flow: Flow, source: string, port: string): void {
  if (source === START_CARD) flow.start = null
  const trigger = flow.triggers.find((each) => each.id === source)
  if (trigger) trigger.target = null
  flow.edges = flow.edges.filter((edge) => edge.source !== source || edge.port !== port)
}

export function move(flow: Flow, places: Readonly<Record<string, Place>>): void {
  for (const [id, place] of Object.entries(places)) {
    flow.layout[id === START_CARD ? START : id] = snapped(place)
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
  if (gone.size)
    flow.edges = flow.edges.filter((edge) => edge.source !== id || !gone.has(edge.port))
  if (renamed.size)
    for (const edge of flow.edges) {
      if (edge.source === id) edge.port = renamed.get(edge.port) ?? edge.port
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

export interface Fragment {
  nodes: FlowNode[]
  triggers: Trigger[]
  edges: Flow['edges']
  layout: Record<string, Place>
  translations?: Flow['translations']
}

/** The part of a flow that `ids` name, with the wires that run inside it. */
export function fragmentOf(flow: Flow, ids: ReadonlySet<string>): Fragment {
  return {
    nodes: flow.nodes.filter((node) => ids.has(node.id)),
    triggers: flow.triggers.filter((trigger) => ids.has(trigger.id)),
    edges: flow.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
    layout: Object.fromEntries(Object.entries(flow.layout).filter(([id]) => ids.has(id))),
    translations: translationsOf(flow, ids),
  }
}

/** The same fragment with ids that are free in `flow`, moved by `offset`. */
export function renumbered(flow: Flow, fragment: Fragment, offset: Place): Fragment {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const part of [...fragment.nodes, ...fragment.triggers]) {
    const id = freeId(flow, part.id.replace(/-\d+$/, ''), taken)
    names.set(part.id, id)
    taken.add(id)
  }
  const named = (id: string) => names.get(id) ?? id
  const target = (trigger: Trigger) =>
    trigger.target &&
    (names.get(trigger.target) ?? flow.nodes.find((n) => n.id === trigger.target)?.id)
  return {
    nodes: fragment.nodes.map((node) => ({ ...node, id: named(node.id) })),
    triggers: fragment.triggers.map((each) => ({
      ...each,
      id: named(each.id),
      target: target(each) || null,
    })),
    edges: fragment.edges.map((e) => ({ ...e, source: named(e.source), target: named(e.target) })),
    layout: Object.fromEntries(
      Object.entries(fragment.layout).map(([id, at]) => [
        named(id),
        snapped({ x: at.x + offset.x, y: at.y + offset.y }),
      ]),
    ),
    translations: Object.fromEntries(
      Object.entries(fragment.translations ?? {}).map(([language, byNode]) => [
        language,
        Object.fromEntries(Object.entries(byNode).map(([id, texts]) => [named(id), texts])),
      ]),
    ),
  }
}

export function insert(flow: Flow, fragment: Fragment): void {
  flow.nodes.push(...fragment.nodes)
  flow.triggers.push(...fragment.triggers)
  flow.edges.push(...fragment.edges)
  Object.assign(flow.layout, fragment.layout)
  joinTranslations(flow, fragment.translations)
}
