/** One-click mends: what a problem's `fix` does to the document, as an undoable edit. */
import type { Catalogue, Fix, Flow, Problem } from '../../shared/flow'
import type { Recipe } from './documentStore'
import { freeSpot, newNode } from './newNode'
import { addNode, connect, declareVariable, disconnect, freeId, remove } from './recipes'
import { CARD_WIDTH } from './estimate'

/** The edit that a fix asks for, or null when this editor cannot do it here. */
export function recipeOf(problem: Problem, catalogue: Catalogue): Recipe | null {
  const { fix } = problem
  if (!fix) return null
  const text = (key: string, otherwise: string | null = null): string | null => {
    const value = fix.data[key]
    return typeof value === 'string' ? value : otherwise
  }
  switch (fix.kind) {
    case 'remove_node': {
      const id = text('node', problem.node)
      return id ? (flow) => remove(flow, new Set([id])) : null
    }
    case 'remove_edge': {
      const source = text('source') ?? text('node', problem.node)
      const port = text('port', 'next')
      return source && port ? (flow) => disconnect(flow, source, port) : null
    }
    case 'connect_to_end':
      return leadTo('end', fix, problem, catalogue)
    case 'add_handoff':
      return leadTo('handoff', fix, problem, catalogue)
    case 'declare_variable': {
      const name = text('name') ?? text('variable')
      return name ? (flow) => declareVariable(flow, { ...fix.data, name }) : null
    }
    case 'set_field': {
      const id = text('node', problem.node)
      const field = text('field', problem.field)
      return id && field ? (flow) => setField(flow, id, field, fix.data['value']) : null
    }
    case 'set_start': {
      const id = text('node', problem.node)
      return id
        ? (flow) => {
            flow.start = id
          }
        : null
    }
    default:
      return null
  }
}

/** The way out that the problem says leads nowhere. */
export function openPortOf({ fix }: Problem): string | null {
  const port = fix?.kind === 'connect_to_end' ? fix.data['port'] : null
  return typeof port === 'string' ? port : null
}

/** Wire a loose port to a node of `type`: one that is there for it, or a new one beside the card. */
function leadTo(type: string, fix: Fix, problem: Problem, catalogue: Catalogue): Recipe | null {
  const info = catalogue.get(type)
  if (!info) return null
  const source = fix.data['node'] ?? fix.data['source'] ?? problem.node
  const port = fix.data['port']
  return (flow) => {
    const place = typeof source === 'string' ? flow.layout[source] : undefined
    if (type === 'handoff' && typeof port !== 'string') {
      addPersonTrigger(flow, catalogue)
      return
    }
    const node = newNode(flow, info)
    const boxes = Object.values(flow.layout).map((at) => ({
      ...at,
      width: CARD_WIDTH,
      height: 140,
    }))
    const from = place ?? lowest(flow)
    addNode(flow, node, freeSpot({ x: from.x + CARD_WIDTH + 88, y: from.y }, boxes))
    if (typeof source === 'string' && typeof port === 'string') connect(flow, source, port, node.id)
  }
}

/** A way to a person from everywhere: the "asks for a human" trigger, wired to a handoff. */
function addPersonTrigger(flow: Flow, catalogue: Catalogue): void {
  const info = catalogue.get('handoff')
  if (!info) return
  const from = lowest(flow)
  const existing = flow.nodes.find((node) => node.type === 'handoff')
  const node = existing ?? newNode(flow, info)
  if (!existing) addNode(flow, node, { x: from.x + 308, y: from.y + 160 })
  const trigger = flow.triggers.find((each) => each.kind === 'human')
  if (trigger) {
    trigger.target = node.id
    return
  }
  const id = freeId(flow, 'human')
  flow.triggers.push({ id, kind: 'human', target: node.id, words: [], after_s: null })
  flow.layout[id] = { x: from.x, y: from.y + 180 }
}

function lowest(flow: Flow): { x: number; y: number } {
  const places = Object.values(flow.layout)
  return {
    x: Math.min(0, ...places.map((place) => place.x)),
    y: Math.max(0, ...places.map((place) => place.y)),
  }
}

function setField(flow: Flow, id: string, path: string, value: unknown): void {
  const node = flow.nodes.find((each) => each.id === id)
  const trigger = flow.triggers.find((each) => each.id === id)
  const keys = path.split('.')
  const last = keys.pop()
  let at: unknown = node ? node.config : trigger
  for (const key of keys)
    at = at && typeof at === 'object' ? (at as Record<string, unknown>)[key] : undefined
  if (last !== undefined && at && typeof at === 'object')
    (at as Record<string, unknown>)[last] = value
}
