import { useEffect, useRef, useState } from 'react'

import type { Config, Problem, Schema } from '../../shared/flow'
import type { Recipe } from '../state/documentStore'
import { controlFor } from './controls/controlFor'
import styles from './inspector.module.css'
import { resolved, shownValue } from './schema'

interface Given {
  id: string
  path: string
  schema: Schema
  root: Schema
  value: unknown
  onChange: (value: unknown, also?: Recipe) => void
  label?: string
  isLabelHidden?: boolean
  /** A small field on one line with its label. */
  isCompact?: boolean
  isHelpHidden?: boolean
  problems: readonly Problem[]
  isDisabled: boolean
  isRequired: boolean
  siblings: Config
}

/** Longer than a press of the pointer, and than a check of what was typed. */
const LEFT_MS = 400

/**
 * One field of a form: the control that its schema asks for, with label, help and problems.
 *
 * That it is empty is said when the author has been there and left, not before.
 */
export function Field({
  schema,
  root,
  value,
  label,
  isLabelHidden,
  isCompact,
  isHelpHidden,
  problems,
  ...rest
}: Given) {
  const plain = resolved(schema, root)
  const Control = controlFor(plain)
  const [wasLeft, leave] = useLeft()
  const title = label ?? plain.title ?? rest.path
  return (
    <div
      className={styles.field}
      data-hidden-label={isLabelHidden ?? false}
      data-compact={isCompact ?? false}
      data-field={rest.path}
      onBlur={leave}
    >
      <Control
        {...rest}
        problems={wasLeft ? problems : problems.filter((problem) => !problem.unfinished)}
        schema={plain}
        root={root}
        value={shownValue(value, schema, root)}
        label={title}
        description={isHelpHidden ? undefined : plain.description}
      />
    </div>
  )
}

/**
 * Whether a field was left: known only after a moment. A sentence that appeared at once would move
 * the button that is being pressed from under the pointer, and may be about what was there before.
 */
function useLeft(): [boolean, () => void] {
  const [wasLeft, setWasLeft] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const leave = () => {
    timer.current ??= setTimeout(() => setWasLeft(true), LEFT_MS)
  }
  return [wasLeft, leave]
}
