/** The projection: what React Flow draws for a document. Pure; the document is the truth. */
import type { Edge, Node } from '@xyflow/react'

import type {
  Catalogue,
  Flow,
  FlowNode,
  NodeTypeInfo,
  Place,
  PortInfo,
  Problem,
  Trigger,
} from '../../shared/flow'
import { START } from '../../shared/flow'
import { portsOf } from './ports'
import { LEAD, START_CARD } from './recipes'

export const CARD_WIDTH = 264

export interface CanvasPort extends PortInfo {
  wired: boolean
  /** The label of the port it leads like, while it has no wire of its own. */
  sameAs?: string
}

interface Shown extends Record<string, unknown> {
  ports: CanvasPort[]
  problems: Problem[]
}
export interface NodeCardData extends Shown {
  node: FlowNode
  info: NodeTypeInfo | undefined
}
export interface TriggerCardData extends Shown {
  trigger: Trigger
}
export type StartCardData = Shown

export type CardNode =
  Node<NodeCardData, 'card'> | Node<TriggerCardData, 'trigger'> | Node<StartCardData, 'start'>
export type WireEdge = Edge<{ problem: boolean; label: string }, 'wire'>

export interface Canvas {
  nodes: CardNode[]
  edges: WireEdge[]
}

const NO_PROBLEMS: Problem[] = []

export function wireId(source: string, port: string): string {
  return `${source}:${port}`
}

/**
 * Project a document onto the canvas.
 *
 * A card that has no place yet stands at `places`' word, or at the origin. Wires to nodes that do
 * not exist are left out: the problem list names them.
 */
export function toCanvas(
  document: Flow,
  catalogue: Catalogue,
  problems: readonly Problem[],
  places: Readonly<Record<string, Place>> = {},
): Canvas {
  const about = grouped(problems)
  const wired = new Set(document.edges.map((edge) => wireId(edge.source, edge.port)))
  const ids = new Set(document.nodes.map((node) => node.id))
  const at = (key: string): Place => document.layout[key] ?? places[key] ?? { x: 0, y: 0 }
  const label = new Map<string, PortInfo>()

  const nodes: CardNode[] = [
    {
      id: START_CARD,
      type: 'start',
      position: at(START),
      deletable: false,
      data: {
        ports: [lead(document.start !== null && ids.has(document.start))],
        problems: NO_PROBLEMS,
      },
    },
  ]
  for (const trigger of document.triggers) {
    nodes.push({
      id: trigger.id,
      type: 'trigger',
      position: at(trigger.id),
      data: {
        trigger,
        ports: [lead(trigger.target !== null && ids.has(trigger.target))],
        problems: about.get(trigger.id) ?? NO_PROBLEMS,
      },
    })
  }
  for (const node of document.nodes) {
    const info = catalogue.get(node.type)
    const ports = withStrays(document, node, portsOf(info, node.config)).map((port, _, all) => {
      const id = wireId(node.id, port.name)
      label.set(id, port)
      if (wired.has(id)) return { ...port, wired: true }
      const other = port.otherwise && all.find((each) => each.name === port.otherwise)
      return { ...port, wired: false, ...(other ? { sameAs: other.label } : {}) }
    })
    nodes.push({
      id: node.id,
      type: 'card',
      position: at(node.id),
      data: { node, info, ports, problems: about.get(node.id) ?? NO_PROBLEMS },
    })
  }

  const edges: WireEdge[] = []
  const wire = (source: string, port: string, target: string | null): void => {
    if (target === null || !ids.has(target)) return
    const id = wireId(source, port)
    edges.push({
      id,
      type: 'wire',
      source,
      sourceHandle: port,
      target,
      targetHandle: 'in',
      data: { problem: label.get(id)?.problem ?? false, label: label.get(id)?.label ?? '' },
    })
  }
  wire(START_CARD, LEAD, document.start)
  for (const trigger of document.triggers) wire(trigger.id, LEAD, trigger.target)
  for (const edge of document.edges)
    if (ids.has(edge.source)) wire(edge.source, edge.port, edge.target)
  return { nodes, edges }
}

function lead(isWired: boolean): CanvasPort {
  return { name: LEAD, label: '', wired: isWired }
}

/** Ports that only a wire knows (the type lost them, or is unknown) are shown, so it can be seen. */
function withStrays(document: Flow, node: FlowNode, ports: PortInfo[]): PortInfo[] {
  const known = new Set(ports.map((port) => port.name))
  const strays = document.edges.filter((edge) => edge.source === node.id && !known.has(edge.port))
  return strays.length
    ? [...ports, ...strays.map((edge) => ({ name: edge.port, label: edge.port }))]
    : ports
}

function grouped(problems: readonly Problem[]): Map<string, Problem[]> {
  const about = new Map<string, Problem[]>()
  for (const problem of problems) {
    if (problem.node === null) continue
    const list = about.get(problem.node)
    if (list) list.push(problem)
    else about.set(problem.node, [problem])
  }
  return about
}

/** Join a fresh projection with what React Flow holds: selection and measures stay. */
export function merged(current: readonly CardNode[], fresh: readonly CardNode[]): CardNode[] {
  const known = new Map(current.map((node) => [node.id, node]))
  return fresh.map((node) => {
    const old = known.get(node.id)
    if (!old || old.type !== node.type) return node
    const position = old.dragging ? old.position : node.position
    return {
      ...old,
      position,
      data: sameData(old.data, node.data) ? old.data : node.data,
    } as CardNode
  })
}

function sameData(one: Shown, other: Shown): boolean {
  return (
    one['node'] === other['node'] &&
    one['trigger'] === other['trigger'] &&
    one['info'] === other['info'] &&
    sameList(one.problems, other.problems, (a, b) => a === b) &&
    sameList(
      one.ports,
      other.ports,
      (a, b) =>
        a.name === b.name && a.label === b.label && a.wired === b.wired && a.problem === b.problem,
    )
  )
}

function sameList<T>(
  one: readonly T[],
  other: readonly T[],
  same: (a: T, b: T) => boolean,
): boolean {
  return one.length === other.length && one.every((item, index) => same(item, other[index] as T))
}
