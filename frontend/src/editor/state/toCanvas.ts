/** The projection: what React Flow draws for a document. Pure; the document is the truth. */
import type { Edge, Node } from '@xyflow/react'

import type {
  Catalogue,
  Config,
  Flow,
  FlowNode,
  Frame,
  Note,
  NodeTypeInfo,
  Place,
  PortInfo,
  Problem,
  Trigger,
  TriggerKind,
} from '../../shared/flow'
import { START } from '../../shared/flow'
import type { Kind } from './differences'
import type { ShownConfig } from '../languages/translated'
import { areaCards } from './areaCards'
import { portsOf } from './ports'
import { LEAD, START_CARD, wireId } from './recipes'
import { sameCard, sameList, sameWire } from './sameDrawing'
import { unseen } from './unseen'

export interface CanvasPort extends PortInfo {
  wired: boolean
  /** The label of the port it leads like, while it has no wire of its own. */
  sameAs?: string
}

export interface Shown extends Record<string, unknown> {
  ports: CanvasPort[]
  problems: Problem[]
  /** What became of it, while two versions are compared. */
  change?: Kind
}
export interface NodeCardData extends Shown {
  node: FlowNode
  info: NodeTypeInfo | undefined
  /** Its config in the language that the canvas shows. */
  shown: Config
  isCompact: boolean
}
export interface TriggerCardData extends Shown {
  trigger: Trigger
}
export type StartCardData = Shown
export interface NoteData extends Shown {
  note: Note
}
export interface FrameData extends Shown {
  frame: Frame
}

export type CardNode =
  | Node<NodeCardData, 'card'>
  | Node<TriggerCardData, 'trigger'>
  | Node<StartCardData, 'start'>
  | Node<NoteData, 'note'>
  | Node<FrameData, 'frame'>

export interface WireData extends Record<string, unknown> {
  problem: boolean
  label: string
  /** Its label tells it from other wires of its card. */
  isTelling: boolean
  /** The card it leaves shows no labels of its own. */
  fromCompact: boolean
  /** How far its middle was dragged from where it would run by itself. */
  bend: Place | undefined
  /** Which of the lanes between two columns it takes, 0 for the middle: one for each target. */
  lane: number
  /** What became of it, while two versions are compared. */
  change?: Kind
}
export type WireEdge = Edge<WireData, 'wire'>

export interface Canvas {
  nodes: CardNode[]
  edges: WireEdge[]
  /** The ports of each card that have a wire, and the wires they were read from. */
  wires: { from: Flow['edges']; ports: ReadonlyMap<string, readonly string[]> }
}

/** What a screen reader is told of a card or a wire. */
export interface Spoken {
  start: string
  trigger: (kind: TriggerKind) => string
  card: (node: FlowNode, info: NodeTypeInfo | undefined) => string
  note: (text: string) => string
  frame: (title: string) => string
  wire: (from: string, to: string) => string
}

const NO_PROBLEMS: Problem[] = []
const NO_WIRES: readonly string[] = []
const LANES = 5
const MIDDLE = 2
/** So many cards are drawn only when they are seen. */
export const MANY = 150

/**
 * Project a document onto the canvas.
 *
 * A card that has no place yet stands at `places`' word, or at the origin. Wires to nodes that do
 * not exist are left out: the problem list names them. Cards and wires that are as they were in
 * `before` are the same objects, so that a letter typed in one card costs the drawing of one card. `shownConfig`
 * says what a card shows of its node, in another language perhaps.
 */
export function toCanvas(
  document: Flow,
  catalogue: Catalogue,
  problems: readonly Problem[],
  spoken: Spoken,
  places: Readonly<Record<string, Place>> = {},
  before?: Canvas,
  shownConfig: ShownConfig = (node) => node.config,
): Canvas {
  const about = problemsByCard(problems)
  const wires = wiresOf(document, before)
  const ids = new Set(document.nodes.map((node) => node.id))
  const lanes = new Map(document.nodes.map(({ id }, index) => [id, (index % LANES) - MIDDLE]))
  const old = new Map(before?.nodes.map((node) => [node.id, node]))
  const at = (key: string): Place => document.layout[key] ?? places[key] ?? { x: 0, y: 0 }
  const cards = new Map<string, CardNode>()
  const isLarge = document.nodes.length > MANY
  const put = (card: CardNode) => {
    const was = old.get(card.id)
    const isAsBefore = was && was.type === card.type && sameCard(was, card)
    cards.set(card.id, isAsBefore ? was : isLarge ? { ...card, ...unseen(card) } : card)
  }

  put({
    id: START_CARD,
    type: 'start',
    position: at(START),
    deletable: false,
    ariaLabel: spoken.start,
    data: {
      ports: [lead(document.start !== null && ids.has(document.start))],
      problems: NO_PROBLEMS,
    },
  })
  for (const trigger of document.triggers) {
    put({
      id: trigger.id,
      type: 'trigger',
      position: at(trigger.id),
      ariaLabel: spoken.trigger(trigger.kind),
      data: {
        trigger,
        ports: [lead(trigger.target !== null && ids.has(trigger.target))],
        problems: about.get(trigger.id) ?? NO_PROBLEMS,
      },
    })
  }
  for (const node of document.nodes) {
    const info = catalogue.get(node.type)
    const was = old.get(node.id)
    const shown = shownConfig(node)
    const wired = wires.ports.get(node.id) ?? NO_WIRES
    const isAsBefore =
      was?.type === 'card' &&
      was.data.node === node &&
      was.data.info === info &&
      was.data.shown === shown &&
      wired === (before?.wires.ports.get(node.id) ?? NO_WIRES)
    const ports = isAsBefore ? was.data.ports : portsWith(wired, portsOf(info, shown))
    put({
      id: node.id,
      type: 'card',
      position: at(node.id),
      ariaLabel: spoken.card(node, info),
      data: {
        node,
        info,
        shown,
        ports,
        isCompact: document.layout[node.id]?.compact ?? false,
        problems: about.get(node.id) ?? NO_PROBLEMS,
      },
    })
  }
  for (const area of areaCards(document, spoken, ids, at)) put(area)

  const lines = new Map(before?.edges.map((edge) => [edge.id, edge]))
  const edges: WireEdge[] = []
  const wire = (source: string, port: string, target: string | null): void => {
    const from = cards.get(source)
    const to = target === null ? undefined : cards.get(target)
    if (!from || !to || to.type !== 'card') return
    const id = wireId(source, port)
    const was = lines.get(id)
    const end = from.data.ports.find((each) => each.name === port)
    const data: WireData = {
      problem: end?.problem ?? false,
      label: end?.label ?? '',
      isTelling: from.data.ports.length > 1,
      fromCompact: from.type === 'card' && from.data.isCompact,
      bend: document.layout[id],
      lane: lanes.get(to.id) ?? 0,
    }
    const isAsBefore =
      was?.target === to.id &&
      was.data !== undefined &&
      sameWire(was.data, data) &&
      from.ariaLabel === old.get(source)?.ariaLabel &&
      to.ariaLabel === old.get(to.id)?.ariaLabel
    if (isAsBefore) edges.push(was)
    else
      edges.push({
        id,
        type: 'wire',
        source,
        sourceHandle: port,
        target: to.id,
        targetHandle: 'in',
        ariaLabel: spoken.wire(from.ariaLabel ?? '', to.ariaLabel ?? ''),
        data,
      })
  }
  wire(START_CARD, LEAD, document.start)
  for (const trigger of document.triggers) wire(trigger.id, LEAD, trigger.target)
  for (const edge of document.edges) wire(edge.source, edge.port, edge.target)
  return { nodes: [...cards.values()], edges, wires }
}

function lead(isWired: boolean): CanvasPort {
  return { name: LEAD, label: '', wired: isWired }
}

/** Which ports have a wire; a card whose wires did not change keeps its list. */
function wiresOf(document: Flow, before?: Canvas): Canvas['wires'] {
  if (before?.wires.from === document.edges) return before.wires
  const ports = new Map<string, string[]>()
  for (const edge of document.edges) {
    const list = ports.get(edge.source)
    if (list) list.push(edge.port)
    else ports.set(edge.source, [edge.port])
  }
  const kept = new Map<string, readonly string[]>(ports)
  for (const [id, list] of ports) {
    const was = before?.wires.ports.get(id)
    if (was && sameList(was, list, Object.is)) kept.set(id, was)
  }
  return { from: document.edges, ports: kept }
}

/**
 * A card's ports and whether each has a wire. Ports that only a wire knows (the type lost them, or
 * is unknown) are shown, so that the wire can be seen.
 */
function portsWith(wired: readonly string[], ports: readonly PortInfo[]): CanvasPort[] {
  const known = new Set(ports.map((port) => port.name))
  const strays = wired.filter((name) => !known.has(name)).map((name) => ({ name, label: name }))
  return [...ports, ...strays].map((port: PortInfo) => {
    if (wired.includes(port.name)) return { ...port, wired: true }
    const other = port.otherwise && ports.find((each) => each.name === port.otherwise)
    return { ...port, wired: false, ...(other ? { sameAs: other.label } : {}) }
  })
}

/** Problems by the id of the card they are about; those of the whole flow are left out. */
export function problemsByCard(problems: readonly Problem[]): Map<string, Problem[]> {
  const about = new Map<string, Problem[]>()
  for (const problem of problems) {
    if (problem.node === null) continue
    const list = about.get(problem.node)
    if (list) list.push(problem)
    else about.set(problem.node, [problem])
  }
  return about
}
