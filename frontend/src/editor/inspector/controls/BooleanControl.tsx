import { Switch } from '@mantine/core'

import { errorOf, type ControlProps } from './control'

export function BooleanControl({
  id,
  path,
  value,
  onChange,
  label,
  description,
  problems,
  isDisabled,
}: ControlProps) {
  return (
    <Switch
      id={id}
      label={label}
      description={description}
      checked={value === true}
      disabled={isDisabled}
      error={errorOf(problems, path)}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
