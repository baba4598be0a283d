/** A part of a flow that can be put elsewhere: what duplicating, copying and pasting work on. */
import type {
  CardPlace,
  Flow,
  FlowNode,
  Frame,
  Note,
  Place,
  Trigger,
  Variable,
} from '../../shared/flow'
import { joinTranslations, translationsOf } from '../languages/recipes'
import { freeId, LEAD, snapped, wireId } from './recipes'

export interface Fragment {
  nodes: FlowNode[]
  triggers: Trigger[]
  edges: Flow['edges']
  notes: Note[]
  frames: Frame[]
  layout: Record<string, CardPlace>
  /** What the flow it came from knows of the variables that it may use. */
  variables: Variable[]
  translations: Flow['translations']
}

const parts = (fragment: Fragment) => [
  ...fragment.nodes,
  ...fragment.triggers,
  ...fragment.notes,
  ...fragment.frames,
]

export function idsOf(fragment: Fragment): string[] {
  return parts(fragment).map((part) => part.id)
}

/** The part of a flow that `ids` name, with the wires that run inside it. */
export function fragmentOf(flow: Flow, ids: ReadonlySet<string>): Fragment {
  const isIn = (part: { id: string }) => ids.has(part.id)
  const edges = flow.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target))
  const triggers = flow.triggers.filter(isIn)
  const keys = [
    ...ids,
    ...edges.map((edge) => wireId(edge.source, edge.port)),
    ...triggers.map((trigger) => wireId(trigger.id, LEAD)),
  ]
  return {
    nodes: flow.nodes.filter(isIn),
    triggers,
    edges,
    notes: flow.notes.filter(isIn),
    frames: flow.frames.filter(isIn),
    layout: Object.fromEntries(
      keys.flatMap((key) => {
        const place = flow.layout[key]
        return place ? [[key, place] as const] : []
      }),
    ),
    variables: flow.variables,
    translations: translationsOf(flow, ids),
  }
}

/** A free id in `flow` for everything in the fragment, by the id it had. */
export function freshIds(flow: Flow, fragment: Fragment): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const part of parts(fragment)) {
    const id = freeId(flow, part.id.replace(/-\d+$/, ''), taken)
    names.set(part.id, id)
    taken.add(id)
  }
  return names
}

/** The same fragment under the ids of `freshIds`, moved by `offset`. */
export function renumbered(
  flow: Flow,
  fragment: Fragment,
  names: ReadonlyMap<string, string>,
  offset: Place,
): Fragment {
  const here = new Set(flow.nodes.map((node) => node.id))
  const named = (id: string) => names.get(id) ?? id
  const again = <T extends { id: string }>(list: T[]) =>
    list.map((part) => ({ ...part, id: named(part.id) }))
  const target = (id: string | null) =>
    (id && (names.get(id) ?? (here.has(id) ? id : null))) || null
  const moved = (key: string, at: CardPlace): [string, CardPlace] => {
    const card = names.get(key)
    if (card) return [card, { ...at, ...snapped({ x: at.x + offset.x, y: at.y + offset.y }) }]
    const [source = '', port = ''] = key.split(':')
    return [wireId(named(source), port), at]
  }
  return {
    nodes: again(fragment.nodes),
    triggers: again(fragment.triggers).map((each) => ({ ...each, target: target(each.target) })),
    edges: fragment.edges.map((e) => ({ ...e, source: named(e.source), target: named(e.target) })),
    notes: again(fragment.notes),
    frames: again(fragment.frames),
    layout: Object.fromEntries(Object.entries(fragment.layout).map(([key, at]) => moved(key, at))),
    variables: fragment.variables,
    translations: Object.fromEntries(
      Object.entries(fragment.translations).map(([language, byNode]) => [
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
  flow.notes.push(...fragment.notes)
  flow.frames.push(...fragment.frames)
  Object.assign(flow.layout, fragment.layout)
  joinTranslations(flow, fragment.translations)
}
