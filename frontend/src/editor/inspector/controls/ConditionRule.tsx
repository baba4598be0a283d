import { ActionIcon, Autocomplete, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useDocument } from '../../EditorContext'
import { useTyped } from '../../useTyped'
import { kindOf, OPERATORS, operatorsFor, typedValue, type Rule } from '../conditions'
import styles from '../inspector.module.css'

interface Given {
  rule: Rule
  onChange: (rule: Rule) => void
  onRemove: () => void
  isDisabled: boolean
}

/** One rule, read like a sentence: variable, how it is compared, with what. */
export function ConditionRule({ rule, onChange, onRemove, isDisabled }: Given) {
  const { t } = useTranslation()
  const variables = useDocument((state) => state.document.variables)
  const [variable, typeVariable] = useTyped(rule.variable, (name) =>
    onChange({ ...rule, variable: name.trim() }),
  )
  const kind = kindOf(rule.variable, variables)
  const operators = operatorsFor(kind)
  if (rule.operator && !operators.includes(rule.operator)) operators.push(rule.operator)
  const takesValue = OPERATORS[rule.operator]?.takesValue ?? true
  const pickOperator = (operator: string) => {
    const { value, ...rest } = rule
    onChange(
      OPERATORS[operator]?.takesValue === false
        ? { ...rest, operator }
        : { ...rest, operator, value: value ?? '' },
    )
  }
  return (
    <div className={styles.rule} data-testid="rule">
      <Autocomplete
        size="xs"
        aria-label={t('condition.variable')}
        placeholder={t('condition.variable')}
        data={variables.map(({ name }) => name)}
        value={variable}
        classNames={{ input: styles.code }}
        disabled={isDisabled}
        spellCheck={false}
        onChange={typeVariable}
      />
      {!isDisabled && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('condition.removeRule')}
          onClick={onRemove}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
      <Select
        size="xs"
        aria-label={t('condition.how')}
        data={operators.map((name) => ({ value: name, label: t(`condition.operator.${name}`) }))}
        value={rule.operator || null}
        allowDeselect={false}
        disabled={isDisabled}
        className={takesValue ? undefined : styles.wide}
        onChange={(next) => pickOperator(next ?? 'is')}
      />
      {takesValue && <Value rule={rule} kind={kind} onChange={onChange} isDisabled={isDisabled} />}
    </div>
  )
}

function Value({
  rule,
  kind,
  onChange,
  isDisabled,
}: Omit<Given, 'onRemove'> & { kind: ReturnType<typeof kindOf> }) {
  const { t } = useTranslation()
  const [value, type] = useTyped(rule.value, (next) => onChange({ ...rule, value: next }))
  if (kind === 'boolean') {
    return (
      <Select
        size="xs"
        aria-label={t('condition.value')}
        data={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        value={typeof rule.value === 'boolean' ? String(rule.value) : null}
        placeholder={t('form.choose')}
        allowDeselect={false}
        disabled={isDisabled}
        onChange={(next) => onChange({ ...rule, value: next === 'true' })}
      />
    )
  }
  const isDate = OPERATORS[rule.operator]?.value === 'date' || kind === 'date'
  const text = value === undefined || value === null ? '' : String(value)
  const isPlainDate = isDate && !text.includes('{{')
  return (
    <TextInput
      size="xs"
      aria-label={t('condition.value')}
      placeholder={rule.operator === 'one_of' ? t('condition.several') : t('condition.value')}
      type={isPlainDate ? 'date' : 'text'}
      value={text}
      disabled={isDisabled}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => onChange({ ...rule, value: typedValue(text, rule.operator, kind) })}
    />
  )
}
