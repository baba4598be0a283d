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

/**
 * What else to do when the text `key` of a node becomes `value`: name the variable that a field
 * names after it (`x-named-by`), as long as nobody chose another name or uses this one.
 */
export function namedAfter(
  flow: Flow,
  catalogue: Catalogue,
  node: FlowNode,
  key: string,
  value: unknown,
): Recipe | undefined {
  const fields = Object.entries(catalogue.get(node.type)?.configSchema.properties ?? {})
  const field = fields.find(([, schema]: [string, Schema]) => schema['x-named-by'] === key)?.[0]
  const before = node.config[key] ?? ''
  if (field === undefined || typeof value !== 'string' || typeof before !== 'string') return
  const now = node.config[field] ?? ''
  const others = namesIn(
    {
      ...flow,
      nodes: flow.nodes.filter((each) => each.id !== node.id),
      variables: flow.variables.filter((each) => each.name !== now),
    },
    catalogue,
  )
  const next = free(nameFrom(value), others)
  if (next === '' || next === now || typeof now !== 'string') return
  if (now !== '') {
    // Still being written; a sentence that is mended later leaves the name that others may know.
    const isWritten = value.startsWith(before) || before.startsWith(value)
    const isOurs = now === free(nameFrom(before), others)
    const isUsed = usesOf(flow, catalogue, now).some((id) => id !== node.id)
    if (!isWritten || !isOurs || isUsed) return
  }
  return (draft) => {
    if (now) renameVariable(draft, catalogue, now, next)
    else {
      const config = draft.nodes.find((each) => each.id === node.id)?.config
      configure(draft, node.id, { ...config, [field]: next }, catalogue)
    }
    declareVariable(draft, { name: next, ...kindFor(node.config) })
  }
}

const KINDS: Readonly<Record<string, VariableKind>> = {
  number: 'number',
  amount: 'number',
  date: 'date',
  boolean: 'boolean',
  list: 'list',
}
const PERSONAL = new Set(['email', 'phone', 'postcode', 'pesel'])

/**
 * What else to do when an author names the variable `field` otherwise: forget the one that was named
 * for them, if nothing else uses it.
 */
export function forgotten(
  flow: Flow,
  catalogue: Catalogue,
  node: FlowNode,
  field: string,
  value: unknown,
): Recipe | undefined {
  const by = catalogue.get(node.type)?.configSchema.properties?.[field]?.['x-named-by']
  const now = node.config[field]
  const text = by === undefined ? undefined : node.config[by]
  if (typeof now !== 'string' || typeof text !== 'string' || now === '' || now === value) return
  const isOurs = now.replace(/_\d+$/, '') === nameFrom(text).replace(/_\d+$/, '')
  const isUsed = usesOf(flow, catalogue, now).some((id) => id !== node.id)
  if (!isOurs || isUsed) return
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
