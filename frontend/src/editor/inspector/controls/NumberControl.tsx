import { NumberInput } from '@mantine/core'

import { useTyped } from '../../useTyped'
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
  const [number, type] = useTyped(value, onChange)
  return (
    <NumberInput
      id={id}
      label={label}
      description={description}
      value={typeof number === 'number' ? number : ''}
      onChange={(next) => {
        if (typeof next === 'number') type(next)
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
