import { Combobox, InputBase, ScrollArea, useCombobox } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useDocument } from '../../EditorContext'
import { kindFor } from '../../state/naming'
import { declareVariable } from '../../state/recipes'
import { variableNameOf } from '../fieldWords'
import styles from '../inspector.module.css'
import { errorOf, type ControlProps } from './control'

const CREATE = '+'

/** A variable to write to: pick one, or type the name of a new one. */
export function VariableControl(props: ControlProps) {
  const {
    id,
    path,
    value,
    onChange,
    label,
    description,
    problems,
    isDisabled,
    isRequired,
    siblings,
  } = props
  const { t } = useTranslation()
  const variables = useDocument((state) => state.document.variables)
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() })
  const chosen = typeof value === 'string' ? value : ''
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? chosen
  const name = variableNameOf(shown)
  const matches = variables.filter((each) => typed === null || each.name.includes(name))
  const isNew = typed !== null && name !== '' && !variables.some((each) => each.name === name)

  const settle = (next: string) => {
    setTyped(null)
    box.closeDropdown()
    if (next === chosen) return
    const isKnown = next === '' || variables.some((each) => each.name === next)
    onChange(
      next,
      isKnown ? undefined : (flow) => declareVariable(flow, { name: next, ...kindFor(siblings) }),
    )
  }
  return (
    <Combobox
      store={box}
      withinPortal
      onOptionSubmit={(option) => settle(option === CREATE ? name : option)}
    >
      <Combobox.Target>
        <InputBase
          id={id}
          label={label}
          description={description}
          value={shown}
          placeholder={t('form.variable')}
          classNames={{ input: styles.code }}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          autoComplete="off"
          spellCheck={false}
          disabled={isDisabled}
          withAsterisk={isRequired}
          error={errorOf(problems, path)}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            box.openDropdown()
            box.updateSelectedOptionIndex()
          }}
          onClick={() => box.openDropdown()}
          onFocus={() => box.openDropdown()}
          onBlur={() => {
            box.closeDropdown()
            if (typed !== null) settle(name)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && typed !== null && box.getSelectedOptionIndex() === -1)
              settle(name)
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          <ScrollArea.Autosize mah={220} type="scroll">
            {matches.map((each) => (
              <Combobox.Option key={each.name} value={each.name}>
                <span className={styles.code}>{each.name}</span>{' '}
                <span className={styles.faint}>{t(`kind.${each.kind}`)}</span>
              </Combobox.Option>
            ))}
            {isNew && (
              <Combobox.Option value={CREATE}>{t('form.createVariable', { name })}</Combobox.Option>
            )}
            {matches.length === 0 && !isNew && (
              <Combobox.Empty>{t('form.typeToCreate')}</Combobox.Empty>
            )}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
