/** The document an author draws and what the server says about it. Mirrors `flowbuilder/core`. */
import type { components } from './api/schema'
import type { LANGUAGES } from './languages'

/** What the API says, with a part of it said more exactly than its description can. */
export type Exactly<T, Part> = Omit<T, keyof Part> & Part
type Api = components['schemas']

export type VariableKind = 'text' | 'number' | 'boolean' | 'date' | 'list' | 'object'
export type TriggerKind = 'keyword' | 'human' | 'silent' | 'problem' | 'upset' | 'proactive'
export type Category = 'talk' | 'ask' | 'know' | 'decide' | 'reach_out' | 'people'
/** A language that a flow can speak; see `languages.ts`. The screens themselves are Polish or English. */
export type Locale = (typeof LANGUAGES)[number]
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type Config = Record<string, unknown>

export interface Variable {
  name: string
  kind: VariableKind
  personal: boolean
  initial: unknown
  /** The flow that calls this one gives its value. */
  input?: boolean
  /** It goes back to the flow that calls this one. */
  output?: boolean
}

export interface FlowNode {
  id: string
  type: string
  title: string
  config: Config
}

export interface FlowEdge {
  source: string
  port: string
  target: string
}

export interface Trigger {
  id: string
  kind: TriggerKind
  target: string | null
  words: string[]
  after_s: number | null
}

export interface Place {
  x: number
  y: number
}

/** A text in another language, with the fingerprint of the main text it was made from. */
export interface Translation {
  text: string
  source: string
}

/** By node id, then by the text's address. */
export type Translations = Record<string, Record<string, Translation>>

/** A card's place, and whether it is folded; for a wire, how far its middle was dragged. */
export interface CardPlace extends Place {
  compact?: boolean
}

export const COLORS = ['yellow', 'blue', 'green', 'rose', 'violet', 'grey'] as const
export type Color = (typeof COLORS)[number]

interface Area {
  id: string
  color: Color
  width: number
  height: number
}

/** A sticky note. */
export interface Note extends Area {
  text: string
}

/** A titled area that moves what stands in it. */
export interface Frame extends Area {
  title: string
}

/** How a model speaks to people in what it writes; empty for politely. */
export type Address = '' | 'formal' | 'titled' | 'casual'

export interface Flow {
  format: 1
  id: string
  name: string
  locale: Locale
  start: string | null
  variables: Variable[]
  nodes: FlowNode[]
  edges: FlowEdge[]
  triggers: Trigger[]
  layout: Record<string, CardPlace>
  settings: { default_team: string; persona?: string; address?: Address; excluded?: string[] }
  /** A key for each language besides `locale`, be there anything translated yet or not. */
  translations: Partial<Record<Locale, Translations>>
  notes: Note[]
  frames: Frame[]
}

export interface PortInfo {
  name: string
  label: string
  problem?: boolean
  required?: boolean
  /** The port whose wire this one shares while it has none of its own. */
  otherwise?: string | null
}

/** A JSON Schema as pydantic writes it, with our `x-` keys. */
export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  oneOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  pattern?: string
  additionalProperties?: boolean | Schema
  /** What a new card begins with, where it is not the default. */
  'x-initial'?: unknown
  'x-control'?: string
  'x-translated'?: boolean
  'x-advanced'?: boolean
  'x-labels'?: string[] | Record<string, string>
  /** The text field after which a variable is named until an author names it. */
  'x-named-by'?: string
  /** It is the address of a picture, which may be uploaded. */
  'x-picture'?: boolean
  'x-when'?: Record<string, unknown>
}

export type NodeTypeInfo = Exactly<
  Omit<Api['FlowsNodeTypesOutput'], 'ends' | 'keywords'>,
  {
    category: Category
    ends?: boolean
    person?: boolean
    keywords?: string[]
    ports: PortInfo[]
    portPerItem: {
      field: string
      key: string
      label: string
      /** The lists in the items whose own items have the ports; those of one name share one. */
      within?: string
      /** What an item must not have to get a port. */
      unless?: string
    } | null
    configSchema: Schema
  }
>

export type Catalogue = ReadonlyMap<string, NodeTypeInfo>

export interface Fix {
  kind: string
  label: string
  data: Record<string, unknown>
}

/** `language`: whose translation of the field is meant; none for the main text. */
export type Problem = Exactly<Api['Problem'], { fix: Fix | null; language?: string | null }>

/** Something a field can name: `name` is stored, `label` is shown. */
export interface Named {
  name: string
  label: string
}

/** A variable that goes into a called flow, or comes out of it. */
export interface Parameter {
  name: string
  kind: VariableKind
  required?: boolean
}

/** A flow that a step can call, and the number of its live version, if it has one. */
export type CallableFlow = Exactly<
  Api['FlowsFlowsOutput'],
  { inputs: Parameter[]; outputs: Parameter[] }
>

export type Surroundings = Exactly<
  Api['FlowsSurroundingsOutput'],
  { teams: Named[]; credentials: Named[]; surveys: Named[]; flows: CallableFlow[] }
>

export type SavedDraft = Exactly<Api['DraftOutput'], { document: Flow; problems: Problem[] }>
/** The month's budget of the flow for the model, with its meter in words. */
export type FlowBudget = Api['FlowBudgetOutput']
export type VersionInfo = Api['ListedVersionOutput']
/** How things stand between the draft and what is live. */
export type Publication = Exactly<
  Api['PublicationOutput'],
  { scheduled: Scheduled | null; review: Review | null; callers: Named[] }
>
export type Scheduled = Exactly<Api['Scheduled'], { problems: Problem[] }>
export type Review = Api['ReviewAsked']
/** What is said about one node, or about the flow when `node` is empty. */
export type Thread = Api['ThreadOutput']
export type Comment = Thread['comments'][number]
export type LiveTalks = Api['RuntimeLiveOutput']
/** What becomes of the conversations under way when a version is published. */
export type LiveChoice = 'stay' | 'move' | 'restart'

/** The key of the start card in `layout`. */
export const START = 'start'

/** A document with nothing on it. */
export function emptyFlow(name = '', locale: Locale = 'pl'): Flow {
  return {
    format: 1,
    id: '',
    name,
    locale,
    start: null,
    variables: [],
    nodes: [],
    edges: [],
    triggers: [],
    layout: {},
    settings: { default_team: '' },
    translations: {},
    notes: [],
    frames: [],
  }
}

/** A document with every optional key present, whatever older or foreign writers left out. */
export function completeFlow(given: Partial<Flow>): Flow {
  const flow = { ...emptyFlow(), ...given }
  return {
    ...flow,
    nodes: flow.nodes.map((node) => ({
      ...node,
      title: node.title ?? '',
      config: node.config ?? {},
    })),
    variables: flow.variables.map((variable) => ({
      ...variable,
      kind: variable.kind ?? 'text',
      personal: variable.personal ?? false,
      initial: variable.initial ?? null,
    })),
    triggers: flow.triggers.map((trigger) => ({
      ...trigger,
      target: trigger.target ?? null,
      words: trigger.words ?? [],
      after_s: trigger.after_s ?? null,
    })),
    settings: { ...emptyFlow().settings, ...flow.settings },
  }
}
