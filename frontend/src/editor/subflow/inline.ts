/** Putting the steps of a called flow in place of the step that calls it. */
import type { Catalogue, Flow, FlowNode } from '../../shared/flow'
import { CARD_WIDTH } from '../state/estimate'
import { fragmentOf, freshIds, insert, renumbered } from '../state/fragment'
import { portsOf } from '../state/ports'
import {
  addNode,
  connect,
  declareVariable,
  freeId,
  LEAD,
  remove,
  START_CARD,
} from '../state/recipes'
import { renamedNodes } from '../state/references'
import { makeRoom } from '../state/splice'
import { namesIn, renameVariable, touchedBy } from '../state/variables'

const END = 'end'
const SET = 'set_variable'
const GAP = 80
const LONE_VARIABLE = /^\s*\{\{\s*([a-z][a-z0-9_]*)\s*\}\}\s*$/

/** Why a called flow cannot be put here: a key under `subflow.refusal.`. */
export type Refusal = 'empty' | 'locale'

export function refusalOf(flow: Flow, called: Flow): Refusal | null {
  if (!called.start || called.nodes.length === 0) return 'empty'
  if (called.locale !== flow.locale) return 'locale'
  return null
}

interface Call {
  inputs: { name: string; value: string }[]
  outputs: { name: string; variable: string }[]
}

/** Replace the step `id` by the steps of `called`. Returns the ids of what came. */
export function inline(flow: Flow, catalogue: Catalogue, id: string, called: Flow): string[] {
  const step = flow.nodes.find((node) => node.id === id)
  const place = flow.layout[id]
  if (!step || !place || !called.start) return []
  const { document, gives } = withNamesOf(flow, catalogue, callOf(step), called)

  const steps = new Set(document.nodes.map((node) => node.id))
  const fragment = { ...fragmentOf(document, steps), triggers: [], notes: [], frames: [] }
  const names = freshIds(flow, fragment)
  const places = Object.values(
    Object.fromEntries([...steps].map((at) => [at, document.layout[at]])),
  )
  const xs = places.flatMap((at) => at?.x ?? [])
  const ys = places.flatMap((at) => at?.y ?? [])
  const shift = gives.length * (CARD_WIDTH + GAP)
  const offset = { x: place.x - Math.min(...xs) + shift, y: place.y - Math.min(...ys) }
  const copies = renumbered(flow, renamedNodes(fragment, catalogue, names), names, offset)

  const ways = new Map(
    portsOf(catalogue.get(step.type), step.config).map(({ name }) => [
      name,
      flow.edges.find((edge) => edge.source === id && edge.port === name)?.target ?? null,
    ]),
  )
  const usual = ways.get(LEAD) ?? null
  const leading = flow.edges.filter((edge) => edge.target === id && edge.source !== id)
  const triggers = flow.triggers.filter((trigger) => trigger.target === id)
  const isStart = flow.start === id
  if (usual) makeRoom(flow, usual, place.x + 1, Math.max(...xs) - Math.min(...xs) + shift)
  remove(flow, new Set([id]))
  insert(flow, copies)
  for (const variable of document.variables) declareVariable(flow, variable)

  let first = names.get(called.start) ?? called.start
  const came = copies.nodes.map((node) => node.id)
  for (const [number, give] of [...gives].reverse().entries()) {
    const node = { ...give, id: freeId(flow, SET.replace('_', '-')) }
    const at = gives.length - 1 - number
    addNode(flow, node, { x: place.x + at * (CARD_WIDTH + GAP), y: place.y })
    connect(flow, node.id, LEAD, first)
    first = node.id
    came.push(node.id)
  }
  for (const { source, port } of leading) connect(flow, source, port, first)
  for (const trigger of triggers) connect(flow, trigger.id, LEAD, first)
  if (isStart) connect(flow, START_CARD, LEAD, first)
  return came.filter((at) => !leadOn(flow, catalogue, at, ways))
}

/** Let what ended the called flow go on where its caller did. Returns whether the step is gone. */
function leadOn(
  flow: Flow,
  catalogue: Catalogue,
  id: string,
  ways: ReadonlyMap<string, string | null>,
): boolean {
  const usual = ways.get(LEAD) ?? null
  const node = flow.nodes.find((each) => each.id === id)
  const info = node && catalogue.get(node.type)
  if (!node || !info) return false
  if (!info.ends) {
    if (!usual) return false
    for (const port of portsOf(info, node.config)) {
      const isOpen = port.required === false && !port.problem && !port.otherwise
      const isWired = flow.edges.some((edge) => edge.source === id && edge.port === port.name)
      if (isOpen && !isWired) connect(flow, id, port.name, usual)
    }
    return false
  }
  if (node.type !== END) return false
  const { way, ...config } = node.config
  const target = typeof way === 'string' && ways.has(way) ? ways.get(way) : usual
  if (!target) {
    node.config = config
    return false
  }
  if (String(config['text'] ?? '').trim()) {
    node.type = 'message'
    node.config = { text: config['text'] }
    connect(flow, id, LEAD, target)
    return false
  }
  for (const edge of flow.edges.filter((each) => each.target === id))
    connect(flow, edge.source, edge.port, target)
  if (flow.start === id) connect(flow, START_CARD, LEAD, target)
  for (const trigger of flow.triggers) if (trigger.target === id) trigger.target = target
  remove(flow, new Set([id]))
  return true
}

function callOf(step: FlowNode): Call {
  const rows = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : [])
  return {
    inputs: rows(step.config['inputs']),
    outputs: rows(step.config['outputs']),
  }
}

/**
 * The called flow with its variables called as they are here, and the steps that give it what it
 * is not simply given a variable for. One that shares its caller's variables needs neither.
 */
function withNamesOf(
  flow: Flow,
  catalogue: Catalogue,
  call: Call,
  called: Flow,
): { document: Flow; gives: FlowNode[] } {
  const document = structuredClone(called)
  if (!called.variables.some(({ input, output }) => input || output))
    return { document: { ...document, variables: plain(document) }, gives: [] }
  const names = namesIn(called, catalogue)
  const written = touchedBy(called.nodes, catalogue, names).writes
  const ours = namesIn(flow, catalogue)
  const taken = new Set([...ours, ...names])
  const outputs = new Map(
    call.outputs.flatMap((row) => (row.variable ? [[row.name, row.variable]] : [])),
  )
  const given = new Map(call.inputs.map((row) => [row.name, row.value]))
  const here = new Map<string, string>()
  const gives: FlowNode[] = []
  for (const name of names) {
    const value = given.get(name) ?? ''
    const lone = LONE_VARIABLE.exec(value)?.[1]
    const into = outputs.get(name)
    const isOurs = lone !== undefined && (!written.has(name) || lone === into)
    const named = into ?? (isOurs ? lone : !ours.has(name) ? name : fresh(name, taken))
    here.set(name, named)
    taken.add(named)
    const kind = called.variables.find((variable) => variable.name === name)?.kind ?? 'text'
    if (value.trim() && !(isOurs && lone === named))
      gives.push({
        id: '',
        type: SET,
        title: '',
        config: { variable: named, kind: kind === 'object' ? 'text' : kind, value },
      })
  }
  // By way of names that nobody has, so that two may change places.
  for (const name of names) renameVariable(document, catalogue, name, `${name}__`)
  for (const [name, to] of here) renameVariable(document, catalogue, `${name}__`, to)
  return { document: { ...document, variables: plain(document) }, gives }
}

const plain = (flow: Flow) =>
  flow.variables.map(({ input: _, output: __, ...variable }) => variable)

function fresh(name: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n += 1) if (!taken.has(`${name}_${n}`)) return `${name}_${n}`
}
