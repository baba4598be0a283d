import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useTyped } from '../../useTyped'
import { bestUnit, secondsIn, UNITS, type Unit } from '../duration'
import { errorOf, type ControlProps } from './control'

/** A length of time as a number and its unit. */
export function DurationControl(props: ControlProps) {
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
  const { t } = useTranslation()
  const [typed, type] = useTyped(value, onChange)
  const seconds = typeof typed === 'number' ? typed : 0
  const [unit, setUnit] = useState<Unit>(() => bestUnit(seconds))
  const shown = Number((seconds / secondsIn(unit)).toFixed(2))
  const within = (count: number, of: Unit) => {
    const wanted = Math.round(count * secondsIn(of))
    return Math.min(
      Math.max(wanted, schema.minimum ?? 0),
      schema.maximum ?? Number.MAX_SAFE_INTEGER,
    )
  }
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={description}
      error={errorOf(problems, path)}
      withAsterisk={isRequired}
    >
      <Group gap={8} wrap="nowrap" mt={4}>
        <NumberInput
          id={id}
          value={shown}
          min={0}
          allowNegative={false}
          hideControls
          w={96}
          disabled={isDisabled}
          onChange={(next) => {
            if (typeof next === 'number') type(within(next, unit))
          }}
        />
        <Select
          flex={1}
          aria-label={t('duration.unit')}
          data={UNITS.map((each) => ({
            value: each.unit,
            label: t(`duration.units.${each.unit}`),
          })).reverse()}
          value={unit}
          allowDeselect={false}
          disabled={isDisabled}
          onChange={(next) => {
            const chosen = (next ?? 's') as Unit
            setUnit(chosen)
            onChange(within(shown, chosen))
          }}
        />
      </Group>
    </Input.Wrapper>
  )
}
