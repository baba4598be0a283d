/**
 * A fragment as text for the clipboard, and back. What comes from a clipboard may be anything: it is
 * taken apart piece by piece, and only what a draft may hold comes in. An exported flow is read too.
 */
import {
  COLORS,
  type CardPlace,
  type Color,
  type Flow,
  type FlowNode,
  type Frame,
  type Note,
  type Translation,
  type Trigger,
  type TriggerKind,
  type Variable,
  type VariableKind,
} from '../../shared/flow'
import { LANGUAGES } from '../../shared/languages'
import type { Fragment } from './fragment'

/** What a fragment's fields name by id, with the label it had where it came from: `flow:7`. */
export type Labels = Record<string, string>

export type Read =
  | { kind: 'fragment'; fragment: Fragment; labels: Labels }
  | { kind: 'foreign' | 'tooLarge' | 'damaged' }

const MARK = 'flowbuilder'
const MOST_TEXT = 5_000_000
const MOST_NODES = 5_000
const MOST_DEPTH = 24
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
const VARIABLE = /^[a-z][a-z0-9_]{0,39}$/
const TRIGGERS: TriggerKind[] = ['keyword', 'human', 'upset', 'silent', 'problem', 'proactive']
const KINDS: VariableKind[] = ['text', 'number', 'boolean', 'date', 'list', 'object']

export function writeFragment(fragment: Fragment, labels: Labels): string {
  return JSON.stringify({ [MARK]: 'fragment', ...fragment, labels }, null, 1)
}

/** Never throws, whatever the text. */
export function readFragment(text: string): Read {
  if (text.length > MOST_TEXT) return { kind: isOurs(text.slice(0, 200)) ? 'tooLarge' : 'foreign' }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return { kind: isOurs(text.slice(0, 200)) ? 'damaged' : 'foreign' }
  }
  if (!isRecord(data) || !Array.isArray(data['nodes']) || !(MARK in data || 'edges' in data))
    return { kind: 'foreign' }
  const counts = ['nodes', 'triggers', 'edges', 'notes', 'frames', 'variables'].map(
    (key) => list(data[key]).length,
  )
  if (counts.some((count) => count > MOST_NODES * 3) || (counts[0] ?? 0) > MOST_NODES)
    return { kind: 'tooLarge' }
  if (isDeep(data)) return { kind: 'damaged' }
  try {
    const fragment = fragmentIn(data)
    const isEmpty = !fragment.nodes.length && !fragment.triggers.length
    if (isEmpty && !fragment.notes.length && !fragment.frames.length) return { kind: 'foreign' }
    return { kind: 'fragment', fragment, labels: labelsIn(data['labels']) }
  } catch (problem) {
    if (problem instanceof Damaged) return { kind: 'damaged' }
    throw problem
  }
}

class Damaged extends Error {}

const isOurs = (start: string) => start.includes(`"${MARK}"`)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function isDeep(data: unknown): boolean {
  let level: unknown[] = [data]
  for (let depth = 0; depth < MOST_DEPTH; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

function fragmentIn(data: Record<string, unknown>): Fragment {
  const taken = new Set<string>()
  const records = (key: string) =>
    list(data[key]).map((value) => {
      if (!isRecord(value)) throw new Damaged()
      return value
    })
  const id = (value: unknown): string => {
    if (typeof value !== 'string' || !ID.test(value) || taken.has(value)) throw new Damaged()
    taken.add(value)
    return value
  }
  const nodes = records('nodes').map((node): FlowNode => ({
    id: id(node['id']),
    type: line(node['type'], 64),
    title: line(node['title'] ?? '', 120, 0),
    config: node['config'] === undefined ? {} : record(node['config']),
  }))
  const triggers = records('triggers').map((trigger): Trigger => ({
    id: id(trigger['id']),
    kind: oneOf(trigger['kind'], TRIGGERS),
    target: typeof trigger['target'] === 'string' ? trigger['target'] : null,
    words: list(trigger['words']).map((word) => line(word, 80, 0)),
    after_s:
      (trigger['after_s'] ?? null) === null ? null : whole(trigger['after_s'], 10, 30 * 86_400),
  }))
  const area = (given: Record<string, unknown>) => ({
    id: id(given['id']),
    color: oneOf(given['color'], COLORS as readonly Color[]),
  })
  const notes = records('notes').map((note): Note => ({
    ...area(note),
    text: line(note['text'] ?? '', 2000, 0),
    width: size(note['width'], 80, 2000),
    height: size(note['height'], 40, 2000),
  }))
  const frames = records('frames').map((frame): Frame => ({
    ...area(frame),
    title: line(frame['title'] ?? '', 120, 0),
    width: size(frame['width'], 80, 20_000),
    height: size(frame['height'], 80, 20_000),
  }))
  const isHere = new Set(nodes.map((node) => node.id))
  const ports = new Set<string>()
  const edges = records('edges').flatMap((edge): Flow['edges'] => {
    const [source, port, target] = [edge['source'], line(edge['port'], 80), edge['target']]
    if (typeof source !== 'string' || typeof target !== 'string') throw new Damaged()
    const key = `${source}:${port}`
    if (!isHere.has(source) || !isHere.has(target) || ports.has(key)) return []
    ports.add(key)
    return [{ source, port, target }]
  })
  const known = new Set<string>([
    ...taken,
    ...ports,
    ...triggers.map((trigger) => `${trigger.id}:next`),
  ])
  return {
    nodes,
    triggers,
    edges,
    notes,
    frames,
    layout: layoutIn(data['layout'], known),
    variables: records('variables').map(variableIn),
    translations: translationsIn(data['translations'], isHere),
  }
}

/** What is no text in a language we know is left behind: the main text is there. */
function translationsIn(given: unknown, nodes: ReadonlySet<string>): Flow['translations'] {
  const found: Flow['translations'] = {}
  for (const language of LANGUAGES) {
    const byNode = isRecord(given) ? given[language] : undefined
    if (!isRecord(byNode)) continue
    const kept = Object.entries(byNode).flatMap(([id, texts]) => {
      if (!nodes.has(id) || !isRecord(texts)) return []
      const known = Object.entries(texts).flatMap(([address, value]) =>
        address.length <= 200 && isTranslation(value) ? [[address, value] as const] : [],
      )
      return known.length ? [[id, Object.fromEntries(known)] as const] : []
    })
    if (kept.length) found[language] = Object.fromEntries(kept)
  }
  return found
}

function isTranslation(value: unknown): value is Translation {
  return (
    isRecord(value) &&
    typeof value['text'] === 'string' &&
    value['text'].length <= 8000 &&
    typeof value['source'] === 'string' &&
    value['source'].length <= 16
  )
}

function layoutIn(given: unknown, known: ReadonlySet<string>): Record<string, CardPlace> {
  if (!isRecord(given)) return {}
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, place]) => {
      if (!known.has(key) || !isRecord(place)) return []
      const { x, y, compact } = place
      if (typeof x !== 'number' || typeof y !== 'number') return []
      if (Math.abs(x) > 1e7 || Math.abs(y) > 1e7) return []
      return [[key, compact === true ? { x, y, compact } : { x, y }] as const]
    }),
  )
}

function variableIn(given: Record<string, unknown>): Variable {
  const name = given['name']
  if (typeof name !== 'string' || !VARIABLE.test(name)) throw new Damaged()
  return {
    name,
    kind: oneOf(given['kind'] ?? 'text', KINDS),
    personal: given['personal'] === true,
    initial: given['initial'] ?? null,
  }
}

function labelsIn(given: unknown): Labels {
  if (!isRecord(given)) return {}
  const told = Object.entries(given).filter(([, label]) => typeof label === 'string')
  return Object.fromEntries(told.map(([key, label]) => [key, String(label).slice(0, 200)]))
}

function line(value: unknown, most: number, least = 1): string {
  if (typeof value !== 'string' || value.length > most || value.length < least) throw new Damaged()
  return value
}

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Damaged()
  return value
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === value)
  if (found === undefined) throw new Damaged()
  return found
}

function size(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !(value >= least && value <= most)) throw new Damaged()
  return value
}

function whole(value: unknown, least: number, most: number): number {
  const number = size(value, least, most)
  if (!Number.isInteger(number)) throw new Damaged()
  return number
}
