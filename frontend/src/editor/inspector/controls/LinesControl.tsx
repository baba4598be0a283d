import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useTyped } from '../../useTyped'
import { errorOf, type ControlProps } from './control'

/** A list of short texts, one in each line, so that many can be pasted at once. */
export function LinesControl({
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
  const { t } = useTranslation()
  const items = Array.isArray(value) ? value.map(String) : []
  const [kept, type] = useTyped(items, onChange)
  // What is typed stays as it is until the field is left: an empty last line is the next item's.
  const [typed, setTyped] = useState<string | null>(null)
  const ofAnItem = problems.find((problem) => problem.field?.startsWith(`${path}.`))
  return (
    <Textarea
      id={id}
      label={label}
      description={description}
      placeholder={t('form.lines')}
      value={typed ?? kept.join('\n')}
      autosize
      minRows={3}
      maxRows={14}
      withAsterisk={isRequired}
      disabled={isDisabled}
      error={errorOf(problems, path) ?? ofAnItem?.message}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        type(linesOf(event.currentTarget.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** The lines of a text that say something, each once. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean)
}
