import { ActionIcon, Menu, Textarea, TextInput, Tooltip } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'

import { useDocument } from '../../EditorContext'
import { useTyped } from '../../useTyped'
import { errorOf, type ControlProps } from './control'

/** Text for people that may hold `{{ variables }}`; a button puts one in where the cursor is. */
export function TemplateControl(props: ControlProps) {
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
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null)
  const [text, type] = useTyped(typeof value === 'string' ? value : '', onChange)
  const put = (name: string) => {
    const at = field.current?.selectionStart ?? text.length
    const end = field.current?.selectionEnd ?? at
    const tag = `{{ ${name} }}`
    onChange(text.slice(0, at) + tag + text.slice(end))
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(at + tag.length, at + tag.length)
    })
  }
  const shared = {
    id,
    ref: field,
    label,
    description,
    value: text,
    maxLength: schema.maxLength,
    disabled: isDisabled,
    withAsterisk: isRequired,
    error: errorOf(problems, path),
    rightSection: !isDisabled && <InsertVariable onPick={put} />,
    rightSectionProps: { style: { alignItems: 'flex-start', paddingBlockStart: 3 } },
  }
  if (schema['x-control'] === 'short-template') {
    return <TextInput {...shared} onChange={(event) => type(event.currentTarget.value)} />
  }
  return (
    <Textarea
      {...shared}
      autosize
      minRows={2}
      maxRows={14}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}

function InsertVariable({ onPick }: { onPick: (name: string) => void }) {
  const { t } = useTranslation()
  const variables = useDocument((state) => state.document.variables)
  return (
    <Menu position="bottom-end" withinPortal returnFocus={false}>
      <Menu.Target>
        <Tooltip label={t('form.insertVariable')} openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('form.insertVariable')}>
            <IconBraces size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={280} style={{ overflowY: 'auto' }}>
        {variables.length === 0 && <Menu.Label>{t('form.noVariables')}</Menu.Label>}
        {variables.map((variable) => (
          <Menu.Item key={variable.name} onClick={() => onPick(variable.name)}>
            {variable.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
