/** A tried conversation as a value: its steps, and what is read from them. */
import type { TraceStep, TriedMessage, TriedStep, TryEvent } from '../../shared/api/flows'
import type { Flow, Problem } from '../../shared/flow'
import { openPortOf } from '../state/fixes'

/** One event, what the author said with it, and what came of it with which document. */
export interface Step {
  event: TryEvent
  said: string | null
  tried: TriedStep
  document: Flow
}

export interface Line extends TriedMessage {
  id: number
  /** Which step it belongs to; going back to before it takes another answer. */
  step: number
}

const visitor = (text: string): TriedMessage => ({
  from: 'visitor',
  content: { kind: 'text', text },
  generated: false,
})

/** Everything said so far, and what is being said now. */
export function linesOf(steps: readonly Step[], saying: string | null = null): Line[] {
  const lines: Line[] = []
  const add = (message: TriedMessage, step: number) =>
    lines.push({ ...message, id: lines.length, step })
  steps.forEach(({ said, tried }, index) => {
    if (said) add(visitor(said), index)
    for (const message of tried.messages) if (message.from !== 'visitor') add(message, index)
  })
  if (saying) add(visitor(saying), steps.length)
  return lines
}

export function traceOf(steps: readonly Step[]): TraceStep[] {
  return steps.flatMap(({ tried }) => tried.trace)
}

/**
 * What keeps the draft from going on where the trial stands: the errors of a step that cannot run
 * yet, or the way out that it left by and that leads nowhere.
 */
export function unfinishedAt(tried: TriedStep, problems: readonly Problem[]): Problem[] {
  if (tried.stuck)
    return problems.filter(
      (problem) =>
        problem.node === tried.activeNode &&
        problem.level === 'error' &&
        openPortOf(problem) === null,
    )
  const last = tried.status === 'ended' ? tried.trace.at(-1) : undefined
  if (!last?.port || last.inside) return []
  return problems.filter(
    (problem) => problem.node === last.node && openPortOf(problem) === last.port,
  )
}

/** The run as the text of a talk that has no answers yet; the server writes them down. */
export function talkOf(steps: readonly Step[]): string {
  const status = steps.at(-1)?.tried.status ?? 'new'
  return [...steps.flatMap(({ tried }) => tried.happened), `status: ${status}`, ''].join('\n')
}

/** Whether two documents run alike: where cards stand does not count. */
export function runsAlike(one: Flow, other: Flow): boolean {
  return (
    one === other ||
    (one.start === other.start &&
      one.nodes === other.nodes &&
      one.edges === other.edges &&
      one.triggers === other.triggers &&
      one.variables === other.variables &&
      one.settings === other.settings)
  )
}

/** What an author typed for a variable, as its kind of value. */
export function valueFrom(text: string, kind: string): unknown {
  const trimmed = text.trim()
  if (kind === 'text' || kind === 'date') return text
  if (trimmed === '') return null
  if (kind === 'boolean') return /^(1|true|tak|yes)$/i.test(trimmed)
  if (kind === 'number') {
    const number = Number(trimmed.replace(',', '.'))
    return Number.isNaN(number) ? text : number
  }
  try {
    return JSON.parse(trimmed) as unknown
  } catch {
    return text
  }
}

export function textFrom(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
