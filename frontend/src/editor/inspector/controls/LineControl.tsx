import { TextInput } from '@mantine/core'

import { useTyped } from '../../useTyped'
import { slugOf } from '../fieldWords'
import styles from '../inspector.module.css'
import { errorOf, type ControlProps } from './control'

function Text({
  isCode,
  type: kind,
  tidy,
  ...props
}: ControlProps & { isCode?: boolean; type?: 'date'; tidy?: (text: string) => string }) {
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
  const [text, type] = useTyped(typeof value === 'string' ? value : '', onChange)
  return (
    <TextInput
      id={id}
      label={label}
      description={description}
      type={kind}
      value={text}
      maxLength={schema.maxLength}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => {
        if (tidy && text && tidy(text) !== text) onChange(tidy(text))
      }}
      classNames={isCode ? { input: styles.code } : undefined}
      spellCheck={isCode ? false : undefined}
      withAsterisk={isRequired}
      disabled={isDisabled}
      error={errorOf(problems, path)}
    />
  )
}

export function LineControl(props: ControlProps) {
  return <Text {...props} />
}

/** A day, picked in the browser's calendar; empty for none. */
export function DayControl(props: ControlProps) {
  return <Text {...props} type="date" />
}

export function PatternControl(props: ControlProps) {
  return <Text {...props} isCode />
}

/** A short name: letters, digits, - and _. What else was typed is mended when leaving the field. */
export function SlugControl(props: ControlProps) {
  return (
    <Text
      {...props}
      isCode
      tidy={(text) => (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text) ? text : slugOf(text))}
    />
  )
}
