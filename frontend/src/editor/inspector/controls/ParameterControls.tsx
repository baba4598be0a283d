/** What a called flow is given and gives back: a row for each of its inputs and outputs. */
import { ActionIcon, Input, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import type { Parameter, Schema } from '../../../shared/flow'
import { useEditor } from '../../EditorContext'
import styles from '../../subflow/subflow.module.css'
import { errorOf, type ControlProps } from './control'
import { TemplateControl } from './TemplateControl'
import { VariableControl } from './VariableControl'

type Row = Record<string, string> & { name: string }

interface Rows extends ControlProps {
  parameters: readonly Parameter[]
  /** The key of what a row holds beside its name. */
  holds: string
  row: (props: ControlProps) => ReactNode
}

const FIELD: Schema = { type: 'string', 'x-control': 'short-template', maxLength: 2000 }

export function InputsControl(props: ControlProps) {
  const called = useCalled(props)
  return (
    <ParameterRows
      {...props}
      parameters={called?.inputs ?? []}
      holds="value"
      row={(row) => <TemplateControl {...row} />}
    />
  )
}

export function OutputsControl(props: ControlProps) {
  const called = useCalled(props)
  return (
    <ParameterRows
      {...props}
      parameters={called?.outputs ?? []}
      holds="variable"
      row={(row) => <VariableControl {...row} />}
    />
  )
}

function useCalled({ siblings }: ControlProps) {
  const { surroundings } = useEditor()
  return surroundings.flows.find(({ name }) => name === siblings['flow'])
}

/** Rows that the flow no longer knows stay, to be seen and removed. */
function ParameterRows({ parameters, holds, row, ...props }: Rows) {
  const { id, path, value, label, onChange, problems, isDisabled } = props
  const { t } = useTranslation()
  const rows = Array.isArray(value) ? (value as Row[]) : []
  const gone = rows.filter(({ name }) => parameters.every((each) => each.name !== name))
  if (parameters.length === 0 && gone.length === 0) return null
  const put = (name: string, held: string) => {
    const others = rows.filter((each) => each.name !== name)
    return held ? [...others, { name, [holds]: held }] : others
  }
  return (
    <Input.Wrapper
      id={id}
      label={label}
      labelElement="div"
      error={errorOf(problems, path)}
      data-testid={`parameters-${path}`}
    >
      <div className={styles.rows}>
        {parameters.map(({ name, kind, required }) => {
          const number = rows.findIndex((each) => each.name === name)
          return (
            <div key={name}>
              {row({
                ...props,
                id: `${id}-${name}`,
                path: `${path}.${number}.${holds}`,
                schema: FIELD,
                label: t('subflow.parameter', { name, kind: t(`kind.${kind}`) }),
                description: undefined,
                value: rows[number]?.[holds] ?? '',
                isRequired: required ?? false,
                siblings: { kind },
                onChange: (held, also) => onChange(put(name, String(held ?? '')), also),
              })}
            </div>
          )
        })}
        {gone.map(({ name }) => (
          <div key={name} className={styles.gone}>
            {t('subflow.gone', { name })}
            {!isDisabled && (
              <Tooltip label={t('subflow.remove', { name })}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={24}
                  aria-label={t('subflow.remove', { name })}
                  onClick={() => onChange(put(name, ''))}
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </div>
        ))}
      </div>
    </Input.Wrapper>
  )
}
