import { Button, Collapse } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Config, Problem, Schema } from '../../shared/flow'
import type { Recipe } from '../state/documentStore'
import { Field } from './Field'
import { problemsWithin, shownFields } from './fieldWords'
import styles from './inspector.module.css'
import { resolved } from './schema'

interface Given {
  idPrefix: string
  schema: Schema
  config: Config
  problems: readonly Problem[]
  isDisabled: boolean
  onChange: (key: string, value: unknown, also?: Recipe) => void
}

/** A node's form, drawn from its type's schema; what is advanced is folded away. */
export function ConfigForm({ idPrefix, schema, config, problems, isDisabled, onChange }: Given) {
  const { t } = useTranslation()
  const fields = shownFields(schema, schema, config)
  const isAdvanced = ([, field]: [string, Schema]) => resolved(field, schema)['x-advanced'] === true
  const advanced = fields.filter(isAdvanced)
  const hasProblem = advanced.some(([key]) => problemsWithin(problems, key).length > 0)
  const [isOpen, setIsOpen] = useState(false)
  const shown = isOpen || hasProblem

  const draw = ([key, field]: [string, Schema]) => (
    <Field
      key={key}
      id={`${idPrefix}-${key}`}
      path={key}
      schema={field}
      root={schema}
      value={config[key]}
      problems={problems}
      isDisabled={isDisabled}
      isRequired={schema.required?.includes(key) ?? false}
      siblings={config}
      onChange={(value, also) => onChange(key, value, also)}
    />
  )
  if (fields.length === 0) return <p className={styles.note}>{t('form.nothingToSet')}</p>
  return (
    <div className={styles.form}>
      {fields.filter((field) => !isAdvanced(field)).map(draw)}
      {advanced.length > 0 && (
        <div>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-expanded={shown}
            data-testid="advanced"
            rightSection={
              <IconChevronDown
                size={14}
                aria-hidden
                style={{ rotate: shown ? '180deg' : undefined }}
              />
            }
            onClick={() => setIsOpen(!shown)}
          >
            {t('form.advanced')}
          </Button>
          <Collapse expanded={shown}>
            <div className={styles.advanced}>{advanced.map(draw)}</div>
          </Collapse>
        </div>
      )}
    </div>
  )
}
