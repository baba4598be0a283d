/** What every control of a form is given. */
import type { ReactNode } from 'react'

import type { Config, Problem, Schema } from '../../../shared/flow'
import type { Recipe } from '../../state/documentStore'

export interface ControlProps {
  /** Unique on the page; labels point at it. */
  id: string
  /** Where the field is in the config: `options.0.label`. */
  path: string
  schema: Schema
  root: Schema
  value: unknown
  /** `also` is done in the same undo step, such as declaring the variable that was named. */
  onChange: (value: unknown, also?: Recipe) => void
  label: string
  description?: ReactNode
  problems: readonly Problem[]
  isDisabled: boolean
  isRequired: boolean
  /** The fields beside this one, and how to change several at once. */
  siblings: Config
}

/** The sentences of a field's own problems, or undefined so that Mantine draws nothing. */
export function errorOf(problems: readonly Problem[], path: string): string | undefined {
  const own = problems.filter((problem) => problem.field === path)
  return own.length ? own.map((problem) => problem.message).join(' ') : undefined
}
