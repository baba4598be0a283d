import { useState } from 'react'

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
  const [wasLeft, setWasLeft] = useState(false)
  const title = label ?? plain.title ?? rest.path
  return (
    <div
      className={styles.field}
      data-hidden-label={isLabelHidden ?? false}
      data-compact={isCompact ?? false}
      data-field={rest.path}
      onBlur={() => setWasLeft(true)}
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
