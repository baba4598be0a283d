import { JsonInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useTyped } from '../../useTyped'
import { errorOf, type ControlProps } from './control'

/** The last resort, for a field of a kind that this editor does not know. */
export function JsonControl({
  id,
  path,
  value,
  onChange,
  label,
  description,
  problems,
  isDisabled,
}: ControlProps) {
  const { t } = useTranslation()
  const [, type] = useTyped(value, onChange)
  const [text, setText] = useState(() =>
    value === undefined ? '' : JSON.stringify(value, null, 2),
  )
  return (
    <JsonInput
      id={id}
      label={label}
      description={description}
      value={text}
      autosize
      minRows={2}
      disabled={isDisabled}
      validationError={t('form.notJson')}
      error={errorOf(problems, path)}
      onChange={(next) => {
        setText(next)
        try {
          type(JSON.parse(next))
        } catch {
          // kept as typed until it can be read
        }
      }}
    />
  )
}
