/** Making a flow of its own out of some steps, which one step then calls. */
import type { Catalogue, Config, Flow, FlowNode, Place, Variable } from '../../shared/flow'
import { CARD_WIDTH } from '../state/estimate'
import { fragmentOf } from '../state/fragment'
import type { Wire } from '../state/fromCanvas'
import { mainField } from '../state/mainField'
import { portsOf, titleOf } from '../state/ports'
import { addNode, connect, freeId, LEAD, remove, START_CARD, wireId } from '../state/recipes'
import { mapStrings } from '../state/strings'
import { namesIn, touchedBy } from '../state/variables'

export const CALL = 'call_flow'
const END = 'end'
/** The way back of ends that ended the whole conversation. */
const OVER = 'over'
const LONGEST_LABEL = 40

/** Why some steps cannot be a flow of their own: a key under `subflow.refusal.`. */
export type Refusal = 'nothing' | 'entries' | 'jumps'

/** A way by which a conversation leaves the chosen steps, and where it goes on. */
export interface Exit {
  /** Empty for the usual way. */
  way: string
  label: string
  target: string
  wires: Wire[]
}

/** What becomes of the chosen steps. */
export interface Extraction {
  nodes: ReadonlySet<string>
  entry: string
  inputs: Variable[]
  outputs: Variable[]
  /** Variables that nothing else uses; an output may be an input too. */
  own: Variable[]
  exits: Exit[]
  /** Steps among them that end the conversation, wherever it came from. */
  ends: string[]
  /** Ways out of them that lead nowhere, which ends it too. */
  loose: Wire[]
}

/** How the steps `ids` can become a flow of their own, or why they cannot. */
export function extractionOf(
  flow: Flow,
  catalogue: Catalogue,
  ids: ReadonlySet<string>,
): Extraction | Refusal {
  const nodes = flow.nodes.filter((node) => ids.has(node.id))
  if (nodes.length === 0) return 'nothing'
  const chosen = new Set(nodes.map((node) => node.id))
  if (jumpsAcross(flow, catalogue, chosen)) return 'jumps'
  const [entry, ...others] = entriesOf(flow, chosen)
  if (entry === undefined || others.length) return 'entries'
  const exits = exitsOf(flow, catalogue, chosen)
  const ends = nodes.flatMap((node) => (catalogue.get(node.type)?.ends ? [node.id] : []))
  const loose = looseEnds(flow, catalogue, nodes)
  return { nodes: chosen, entry, exits, ends, loose, ...variablesOf(flow, catalogue, chosen) }
}

/** The chosen steps as a document of their own. */
export function partAsFlow(flow: Flow, extraction: Extraction): Flow {
  const { nodes, entry, inputs, outputs, own, exits, ends, loose } = extraction
  const fragment = fragmentOf(flow, nodes)
  const part: Flow = {
    ...flow,
    id: '',
    start: entry,
    variables: [...inputs, ...outputs.filter(({ input }) => !input), ...own],
    nodes: fragment.nodes.map((node) =>
      exits.length && ends.includes(node.id)
        ? { ...node, config: { ...node.config, way: OVER } }
        : node,
    ),
    edges: [...fragment.edges],
    triggers: [],
    layout: { ...fragment.layout },
    translations: {
      ...Object.fromEntries(Object.keys(flow.translations).map((language) => [language, {}])),
      ...fragment.translations,
    },
    notes: [],
    frames: [],
  }
  const right = Math.max(...placesOf(flow, nodes).map((place) => place.x)) + CARD_WIDTH + 80
  const ways = exits.map(({ way, wires }) => ({ way, wires }))
  if (exits.length && loose.length) ways.push({ way: OVER, wires: loose })
  ways.forEach(({ way, wires }, number) => {
    const end = { id: freeId(part, END), type: END, title: '', config: wayOut(way) }
    const from = flow.layout[wires[0]?.source ?? '']
    addNode(part, end, { x: right, y: (from?.y ?? 0) + number * 40 })
    for (const { source, port } of wires) connect(part, source, port, end.id)
  })
  return part
}

/**
 * Put a step that calls the new flow in place of the chosen ones. Returns the step's id.
 *
 * `overLabel` is what the way is called by which the conversation ends as it would have inside.
 */
export function callInstead(
  flow: Flow,
  extraction: Extraction,
  called: { name: string; label: string },
  overLabel = '',
): string {
  const { nodes, entry, inputs, outputs, own, exits, ends, loose } = extraction
  const id = freeId(flow, CALL.replace('_', '-'))
  const isLed = (target: string | null) => target === entry
  const hasOver = exits.length > 0 && ends.length + loose.length > 0
  const ways = exits.filter(({ way }) => way).map(({ way, label }) => ({ name: way, label }))
  const over = hasOver ? [{ name: OVER, label: overLabel }] : []
  const step: FlowNode = {
    id,
    type: CALL,
    title: called.label.slice(0, 120),
    config: {
      flow: called.name,
      inputs: inputs.map(({ name }) => ({ name, value: `{{ ${name} }}` })),
      outputs: outputs.map(({ name }) => ({ name, variable: name })),
      ways: [...ways, ...over],
    },
  }
  const spot = middleOf(placesOf(flow, nodes))
  const leading = flow.edges.filter((edge) => !nodes.has(edge.source) && isLed(edge.target))
  const triggers = flow.triggers.filter((trigger) => isLed(trigger.target))
  const isStart = isLed(flow.start)

  remove(flow, nodes)
  flow.variables = flow.variables.filter((one) => own.every(({ name }) => name !== one.name))
  addNode(flow, step, spot)
  for (const { source, port } of leading) connect(flow, source, port, id)
  for (const trigger of triggers) connect(flow, trigger.id, LEAD, id)
  if (isStart) connect(flow, START_CARD, LEAD, id)
  for (const exit of exits) connect(flow, id, exit.way || LEAD, exit.target)
  if (hasOver || exits.length === 0) {
    const end = { id: freeId(flow, END), type: END, title: '', config: wayOut('') }
    addNode(flow, end, { x: spot.x + CARD_WIDTH + 80, y: spot.y + 200 })
    connect(flow, id, hasOver ? OVER : LEAD, end.id)
  }
  return id
}

function wayOut(way: string): Config {
  return way ? { text: '', outcome: 'none', way } : { text: '', outcome: 'none' }
}

/** Does a "go to" lead into the chosen steps or out of them? */
function jumpsAcross(flow: Flow, catalogue: Catalogue, chosen: ReadonlySet<string>): boolean {
  return flow.nodes.some((node) => {
    let crosses = false
    mapStrings(node.config, catalogue.get(node.type)?.configSchema ?? {}, (text, field) => {
      if (field.control === 'node' && text) crosses ||= chosen.has(text) !== chosen.has(node.id)
      return text
    })
    return crosses
  })
}

/** Where conversations come into the chosen steps; without any, what nothing among them leads to. */
function entriesOf(flow: Flow, chosen: ReadonlySet<string>): string[] {
  const led = [
    ...flow.edges.filter((edge) => !chosen.has(edge.source)).map((edge) => edge.target),
    ...flow.triggers.flatMap(({ target }) => target ?? []),
    ...(flow.start ? [flow.start] : []),
  ].filter((target) => chosen.has(target))
  if (led.length) return [...new Set(led)]
  const inner = new Set(
    flow.edges.filter((edge) => chosen.has(edge.source)).map((edge) => edge.target),
  )
  return [...chosen].filter((id) => !inner.has(id))
}

/** The usual way first: the one of which a step is not a problem, by most wires. */
function exitsOf(flow: Flow, catalogue: Catalogue, chosen: ReadonlySet<string>): Exit[] {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const isProblem = (source: string, port: string) => {
    const node = nodes.get(source)
    const ports = node ? portsOf(catalogue.get(node.type), node.config) : []
    return ports.find(({ name }) => name === port)?.problem ?? false
  }
  const byTarget = new Map<string, Exit & { weight: number }>()
  const leaving = flow.edges.filter(
    ({ source, target }) => chosen.has(source) && !chosen.has(target),
  )
  const good = leaving.filter(({ source, port }) => !isProblem(source, port))
  for (const { source, port, target } of [...good, ...leaving.filter((e) => !good.includes(e))]) {
    const node = nodes.get(target)
    const label = node ? calledBy(node, catalogue) : ''
    const exit = byTarget.get(target) ?? { way: '', label, target, wires: [], weight: 0 }
    exit.wires.push({ source, port })
    exit.weight += isProblem(source, port) ? 0 : 1
    byTarget.set(target, exit)
  }
  const sorted = [...byTarget.values()].sort((one, other) => other.weight - one.weight)
  return sorted.map(({ weight: _, ...exit }, number) => ({
    ...exit,
    way: number === 0 ? '' : `way-${number + 1}`,
  }))
}

/** What people know a step by: the title its author gave it, or how its words begin. */
function calledBy(node: FlowNode, catalogue: Catalogue): string {
  const info = catalogue.get(node.type)
  const words = node.config[mainField(info) ?? '']
  const said = typeof words === 'string' ? words.trim() : ''
  const name = node.title || said || titleOf(node, info)
  return name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1).trimEnd()}…` : name
}

function looseEnds(flow: Flow, catalogue: Catalogue, nodes: readonly FlowNode[]): Wire[] {
  const wired = new Set(flow.edges.map(({ source, port }) => wireId(source, port)))
  return nodes.flatMap((node) =>
    portsOf(catalogue.get(node.type), node.config)
      .filter((port) => port.required === false && !port.problem && !port.otherwise)
      .filter((port) => !wired.has(wireId(node.id, port.name)))
      .map((port) => ({ source: node.id, port: port.name })),
  )
}

function variablesOf(
  flow: Flow,
  catalogue: Catalogue,
  chosen: ReadonlySet<string>,
): Pick<Extraction, 'inputs' | 'outputs' | 'own'> {
  const names = namesIn(flow, catalogue)
  const inside = flow.nodes.filter((node) => chosen.has(node.id))
  const outside = flow.nodes.filter((node) => !chosen.has(node.id))
  const inner = touchedBy(inside, catalogue, names)
  const outer = touchedBy(outside, catalogue, names)
  const declared = new Map(flow.variables.map((variable) => [variable.name, variable]))
  const hasValue = (name: string) => (declared.get(name)?.initial ?? null) !== null
  const isInput = (name: string) =>
    inner.reads.has(name) && (outer.writes.has(name) || hasValue(name) || !inner.writes.has(name))
  const isOutput = (name: string) =>
    inner.writes.has(name) && (outer.reads.has(name) || outer.writes.has(name))
  const used = [...names].filter((name) => inner.reads.has(name) || inner.writes.has(name)).sort()
  const of = (name: string): Variable => {
    const { kind = 'text', personal = false } = declared.get(name) ?? {}
    return { name, kind, personal, initial: null, input: isInput(name), output: isOutput(name) }
  }
  const all = used.map(of)
  return {
    inputs: all.filter(({ input }) => input),
    outputs: all.filter(({ output }) => output),
    own: all.filter(({ input, output }) => !input && !output),
  }
}

function placesOf(flow: Flow, ids: ReadonlySet<string>): Place[] {
  return [...ids].flatMap((id) => flow.layout[id] ?? [])
}

function middleOf(places: Place[]): Place {
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2
  if (!places.length) return { x: 0, y: 0 }
  return { x: middle(places.map(({ x }) => x)), y: middle(places.map(({ y }) => y)) }
}
