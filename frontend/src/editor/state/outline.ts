/** The flow as a document: its steps in the order they are read, each with where its ports lead. */
import type { Catalogue, Flow, FlowNode, NodeTypeInfo, Trigger } from '../../shared/flow'
import { portsOf } from './ports'
import { LEAD, wireId } from './recipes'

export interface Way {
  port: string
  label: string
  isProblem: boolean
  target: string | null
}

export interface Step {
  number: number
  node: FlowNode
  info: NodeTypeInfo | undefined
  ways: Way[]
}

export interface Outline {
  start: Way
  triggers: { trigger: Trigger; way: Way }[]
  /** Steps that a conversation can reach, in reading order; then those it cannot, as drawn. */
  steps: Step[]
  loose: Step[]
  numbers: ReadonlyMap<string, number>
}

/** Does a step say what it said before? */
export function sameStep(one: Step, other: Step): boolean {
  return (
    one.node === other.node &&
    one.info === other.info &&
    one.number === other.number &&
    one.ways.length === other.ways.length &&
    one.ways.every((way, index) => sameWay(way, other.ways[index]))
  )
}

function sameWay(one: Way, other: Way | undefined): boolean {
  return (
    one.port === other?.port &&
    one.label === other.label &&
    one.isProblem === other.isProblem &&
    one.target === other.target
  )
}

/**
 * Number the steps by walking from the start along the ports in their order, each way to its end
 * before the next begins, then from every trigger. A step that several ways lead to is told once.
 */
export function outlineOf(flow: Flow, catalogue: Catalogue): Outline {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const wires = new Map(flow.edges.map((edge) => [wireId(edge.source, edge.port), edge.target]))
  const there = (id: string | null | undefined): string | null => (id && nodes.has(id) ? id : null)
  const lead = (target: string | null): Way => ({
    port: LEAD,
    label: '',
    isProblem: false,
    target: there(target),
  })
  const waysOf = (node: FlowNode): Way[] =>
    portsOf(catalogue.get(node.type), node.config).map((port) => ({
      port: port.name,
      label: port.label,
      isProblem: port.problem ?? false,
      target: there(wires.get(wireId(node.id, port.name))),
    }))

  const numbers = new Map<string, number>()
  const told: Step[] = []
  const tell = (from: string | null): void => {
    const stack = [from]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const node = at === null ? undefined : nodes.get(at)
      if (!node || numbers.has(node.id)) continue
      numbers.set(node.id, numbers.size + 1)
      const ways = waysOf(node)
      told.push({ number: numbers.size, node, info: catalogue.get(node.type), ways })
      for (const way of ways.toReversed()) stack.push(way.target)
    }
  }
  tell(there(flow.start))
  for (const trigger of flow.triggers) tell(there(trigger.target))
  const reached = told.length
  for (const node of flow.nodes) tell(node.id)
  return {
    start: lead(flow.start),
    triggers: flow.triggers.map((trigger) => ({ trigger, way: lead(trigger.target) })),
    steps: told.slice(0, reached),
    loose: told.slice(reached),
    numbers,
  }
}
