import { NumberInput } from '@mantine/core'

import { errorOf, type ControlProps } from './control'

export function NumberControl(props: ControlProps) {
  const {
    id,
    path,
    schema,
    value,
    onChange,
    label,
    description,
    problems,
    isDisabled,
    isRequired,
  } = props
  return (
    <NumberInput
      id={id}
      label={label}
      description={description}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => {
        if (typeof next === 'number') onChange(next)
      }}
      min={schema.minimum}
      max={schema.maximum}
      clampBehavior="blur"
      allowDecimal={schema.type === 'number'}
      withAsterisk={isRequired}
      disabled={isDisabled}
      error={errorOf(problems, path)}
    />
  )
}
