/** A name for the variable that keeps an answer, made from the words of the question. */
import type {
  Catalogue,
  Config,
  Flow,
  FlowNode,
  Schema,
  Variable,
  VariableKind,
} from '../../shared/flow'
import { slugOf } from '../inspector/fieldWords'
import { resolved } from '../inspector/schema'
import { configure, declareVariable } from './recipes'
import type { Recipe } from './documentStore'
import { namesIn, renameVariable, usesOf } from './variables'

/** Words that ask, or that say whose it is, and tell nothing of what is asked for. */
const EMPTY = new Set(
  (
    'a aby albo chce chcesz co czego czy czym dla do gdzie i ich ile jak jaka jaki jakie jakiego jakiej jest ' +
    'ktora ktore ktorego ktorej ktory kiedy kto lub ma masz moge mozesz mi na nam o od oraz pan pana pani ' +
    'panstwa po poda podac podaj podajcie podanie prosze poprosze potrzebuje przy sie sa swoj swoja swoje ' +
    'swojego swojej to twoj twoja twoje twojego twojej w wpisac wpisz napisz z za ze ' +
    'an and are at can could do does enter for give have how i in is it me my of on or our please tell ' +
    'the there this to type us want was we what whats when where which who will with would write you your'
  ).split(' '),
)
const WORDS = 3

/** The first question of a text, or its first sentence. */
function asking(text: string): string {
  const sentences = text.match(/[^.!?\n]+[.!?\n]*/g) ?? []
  return sentences.find((sentence) => sentence.includes('?')) ?? sentences[0] ?? ''
}

/** `Jaki jest numer zamówienia?` as `numer_zamowienia`; empty when nothing is left to name it after. */
export function nameFrom(text: string): string {
  const plain = text.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, ' ').replace(/e-mail/gi, 'email')
  const told = slugOf(asking(plain.slice(0, 400)), Infinity)
    .split('-')
    .filter((word) => word && !EMPTY.has(word) && !/^\d/.test(word))
  return told.slice(0, WORDS).join('_').slice(0, 40).replace(/_+$/, '')
}

/** What is changed: the fields of a node, or those of one item of a list in it. */
interface Change {
  /** The field that is named, and the text that it is named after. */
  field: string
  by: string
  before: Config
  after: Config
  put: (draft: Flow, name: string) => void
}

function changeOf(
  catalogue: Catalogue,
  node: FlowNode,
  key: string,
  value: unknown,
): Change | undefined {
  const root = catalogue.get(node.type)?.configSchema
  if (!root) return
  const put = (draft: Flow, config: Config) => {
    const now = draft.nodes.find((each) => each.id === node.id)?.config
    configure(draft, node.id, { ...now, ...config }, catalogue)
  }
  const items = resolved(resolved(root.properties?.[key] ?? {}, root).items ?? {}, root)
  const rows = node.config[key]
  if (items.properties && Array.isArray(value) && Array.isArray(rows)) {
    const at = value.length === rows.length ? value.findIndex((row, n) => row !== rows[n]) : -1
    const [before, after] = [rows[at] as Config | undefined, value[at] as Config | undefined]
    const named = namedIn(items)
    if (!before || !after || !named) return
    const { field } = named
    return {
      ...named,
      before,
      after,
      put: (draft, name) => put(draft, { [key]: value.with(at, { ...after, [field]: name }) }),
    }
  }
  const named = namedIn(root)
  return (
    named && {
      ...named,
      before: node.config,
      after: { ...node.config, [key]: value },
      put: (draft, name) => put(draft, { [named.field]: name }),
    }
  )
}

function namedIn(schema: Schema): Pick<Change, 'field' | 'by'> | undefined {
  for (const [field, { 'x-named-by': by }] of Object.entries(schema.properties ?? {}))
    if (by !== undefined) return { field, by }
  return undefined
}

/**
 * What else to do when the field `key` of a node becomes `value`: name the variable that a field
 * names after a text (`x-named-by`), as long as nobody chose another name or uses this one.
 */
export function namedAfter(
  flow: Flow,
  catalogue: Catalogue,
  node: FlowNode,
  key: string,
  value: unknown,
): Recipe | undefined {
  const change = changeOf(catalogue, node, key, value)
  if (!change) return
  const { field, by, put } = change
  const [before, after] = [change.before[by] ?? '', change.after[by]]
  if (typeof after !== 'string' || typeof before !== 'string') return
  const now = change.before[field] ?? ''
  if (before === after) return retyped(change)
  const others = namesIn(
    {
      ...flow,
      nodes: flow.nodes.filter((each) => each.id !== node.id),
      variables: flow.variables.filter((each) => each.name !== now),
    },
    catalogue,
  )
  const next = free(nameFrom(after), others)
  if (next === '' || next === now || typeof now !== 'string') return
  if (now !== '') {
    // Still being written; a sentence that is mended later leaves the name that others may know.
    const isWritten = after.startsWith(before) || before.startsWith(after)
    const isOurs = now === free(nameFrom(before), others)
    const isUsed = usesOf(flow, catalogue, now).some((id) => id !== node.id)
    if (!isWritten || !isOurs || isUsed) return
  }
  return (draft) => {
    if (now) renameVariable(draft, catalogue, now, next)
    else put(draft, next)
    declareVariable(draft, { name: next, ...kindFor(change.after) })
  }
}

/** The kind of a variable that was named for its author follows the kind of answer. */
function retyped({ field, by, before, after }: Change): Recipe | undefined {
  const name = after[field]
  if (before['kind'] === after['kind'] || typeof name !== 'string') return
  if (!isNamedAfter(name, after[by])) return
  const { kind, personal } = kindFor(after)
  return (draft) => {
    const variable = draft.variables.find((each) => each.name === name)
    if (variable) Object.assign(variable, { kind, personal: variable.personal || personal })
  }
}

const isNamedAfter = (name: string, text: unknown): boolean =>
  typeof text === 'string' && name.replace(/_\d+$/, '') === nameFrom(text).replace(/_\d+$/, '')

const KINDS: Readonly<Record<string, VariableKind>> = {
  number: 'number',
  amount: 'number',
  date: 'date',
  boolean: 'boolean',
  tick: 'boolean',
  list: 'list',
}
const PERSONAL = new Set(['email', 'phone', 'postcode', 'pesel'])

/**
 * What else to do when an author names a variable otherwise: forget the one that was named for them,
 * if nothing else uses it.
 */
export function forgotten(
  flow: Flow,
  catalogue: Catalogue,
  node: FlowNode,
  key: string,
  value: unknown,
): Recipe | undefined {
  const change = changeOf(catalogue, node, key, value)
  const now = change?.before[change.field]
  if (!change || typeof now !== 'string' || now === '' || now === change.after[change.field]) return
  const isUsed = usesOf(flow, catalogue, now).some((id) => id !== node.id)
  if (!isNamedAfter(now, change.before[change.by]) || isUsed) return
  return (draft) => {
    draft.variables = draft.variables.filter(
      (each) => each.name !== now || each.input || each.output || each.initial !== null,
    )
  }
}

/** What a question's kind of answer says about the variable that keeps it. */
export function kindFor(config: Config): Pick<Variable, 'kind' | 'personal'> {
  const kind = config['kind']
  return {
    kind: KINDS[String(kind)] ?? 'text',
    personal: PERSONAL.has(String(kind)),
  }
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (name === '' || !taken.has(name)) return name
  for (let n = 2; ; n += 1) {
    const other = `${name.slice(0, 36)}_${n}`
    if (!taken.has(other)) return other
  }
}
