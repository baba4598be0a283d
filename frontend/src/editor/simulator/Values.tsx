import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useDocument } from '../EditorContext'
import { textFrom, valueFrom } from './trial'
import { latestOf } from './trialStore'
import styles from './try.module.css'
import { useTrial } from './useTrial'

/** What the conversation remembers; what is changed here holds from the next step on. */
export function Values() {
  const { t } = useTranslation()
  const latest = useTrial(latestOf)
  const go = useTrial((trial) => trial.go)
  const isBusy = useTrial((trial) => trial.isBusy)
  const declared = useDocument((state) => state.document.variables)
  const known = latest?.variables ?? {}
  const names = [...new Set([...declared.map(({ name }) => name), ...Object.keys(known)])].filter(
    (name) => /^[a-z]/.test(name),
  )
  if (names.length === 0) return <p className={styles.note}>{t('try.noValues')}</p>
  const isOff = isBusy || latest === null || latest.status === 'ended'
  return (
    <div className={styles.values} data-testid="try-values">
      <p className={styles.hint}>{t('try.valuesHelp')}</p>
      {names.map((name) => {
        const value = known[name]
        const kind = declared.find((variable) => variable.name === name)?.kind
        return (
          <Value
            key={`${name} ${textFrom(value)}`}
            name={name}
            text={textFrom(value)}
            isOff={isOff}
            onChange={(text) =>
              void go({
                kind: 'set',
                name,
                value: valueFrom(text, kind ?? (typeof value === 'object' ? 'object' : 'text')),
              }).catch(() => undefined)
            }
          />
        )
      })}
    </div>
  )
}

interface Given {
  name: string
  text: string
  isOff: boolean
  onChange: (text: string) => void
}

function Value({ name, text, isOff, onChange }: Given) {
  const { t } = useTranslation()
  const [now, setNow] = useState(text)
  const keep = () => {
    if (now !== text) onChange(now)
  }
  return (
    <TextInput
      size="xs"
      label={name}
      classNames={{ label: styles.valueName }}
      data-testid={`value-${name}`}
      placeholder={t('try.emptyValue')}
      value={now}
      disabled={isOff}
      maxLength={20_000}
      onChange={(event) => setNow(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep()
        if (event.key === 'Escape') setNow(text)
      }}
    />
  )
}
