import { Input } from '@mantine/core'

import { problemsWithin } from '../fieldWords'
import { groupOf, stored } from '../conditions'
import { ConditionGroup } from './ConditionGroup'
import type { ControlProps } from './control'

/** A condition as sentences: rules joined by "and" or "or", in groups where needed. */
export function ConditionControl({
  id,
  path,
  value,
  onChange,
  label,
  description,
  problems,
  isDisabled,
  isRequired,
}: ControlProps) {
  const own = problemsWithin(problems, path)
  return (
    <Input.Wrapper
      id={id}
      label={label}
      labelElement="div"
      description={description}
      withAsterisk={isRequired}
      error={own.length ? [...new Set(own.map((problem) => problem.message))].join(' ') : undefined}
      data-testid="condition"
    >
      <ConditionGroup
        group={groupOf(value)}
        isDisabled={isDisabled}
        depth={0}
        onChange={(group) => onChange(stored(group))}
      />
    </Input.Wrapper>
  )
}
