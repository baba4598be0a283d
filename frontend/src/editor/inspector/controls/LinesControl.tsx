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
  room,
}: Pick<
  ControlProps,
  | 'id'
  | 'path'
  | 'value'
  | 'onChange'
  | 'label'
  | 'description'
  | 'problems'
  | 'isDisabled'
  | 'isRequired'
> & {
  /** What there is room for; lines beyond it are not kept, which is said. */
  room?: Room
}) {
  const { t } = useTranslation()
  const items = Array.isArray(value) ? value.map(String) : []
  const [kept, type] = useTyped(items, onChange)
  // What is typed stays as it is until the field is left: an empty last line is the next item's.
  const [typed, setTyped] = useState<string | null>(null)
  const misfit = typed !== null && room ? misfitOf(linesOf(typed), room) : undefined
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
      error={(misfit && t(misfit.says, misfit)) ?? errorOf(problems, path) ?? ofAnItem?.message}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        const lines = linesOf(event.currentTarget.value)
        type(room ? fitting(lines, room) : lines)
      }}
      onBlur={() => {
        // What is not kept stays in sight, to be shortened.
        if (!misfit) setTyped(null)
      }}
    />
  )
}

export interface Room {
  lines: number
  characters: number
}

/** The lines there is room for, each whole. */
function fitting(lines: string[], room: Room): string[] {
  return lines.filter((line) => line.length <= room.characters).slice(0, room.lines)
}

/** What to say of lines that there is no room for. */
function misfitOf(lines: string[], room: Room) {
  const tooLong = lines.find((line) => line.length > room.characters)
  if (tooLong) return { says: 'form.lineTooLong', most: room.characters, line: beginning(tooLong) }
  const left = lines[room.lines]
  return left ? { says: 'form.tooManyLines', most: room.lines, line: beginning(left) } : undefined
}

function beginning(line: string): string {
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

/** The lines of a text that say something, each once. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean)
}
