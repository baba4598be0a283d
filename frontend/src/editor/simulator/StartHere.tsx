import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useDocument, useEditor } from '../EditorContext'
import { titleOf } from '../state/ports'
import { textFrom, valueFrom } from './trial'
import { latestOf } from './trialStore'
import styles from './try.module.css'
import { useTrial } from './useTrial'

/** Before a trial begins in the middle: what the conversation knows by then. */
export function StartHere({ node }: { node: string }) {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const card = useDocument((state) => state.document.nodes.find(({ id }) => id === node))
  const variables = useDocument((state) => state.document.variables)
  const latest = useTrial(latestOf)
  const before = useTrial((trial) => trial.from?.variables)
  const startAt = useTrial((trial) => trial.startAt)
  const known = latest?.variables ?? before ?? {}
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(
      variables.map(({ name, initial }) => [name, textFrom(known[name] ?? initial)]),
    ),
  )
  const begin = () => {
    const filled = variables.filter(({ name }) => (texts[name] ?? '') !== '')
    startAt(
      node,
      Object.fromEntries(
        filled.map(({ name, kind }) => [name, valueFrom(texts[name] ?? '', kind)]),
      ),
    )
  }
  return (
    <form
      className={styles.startHere}
      data-testid="start-here"
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <p>{t('try.startHere', { title: card ? titleOf(card, catalogue.get(card.type)) : node })}</p>
      {variables.map(({ name }, index) => (
        <TextInput
          key={name}
          size="xs"
          label={name}
          classNames={{ label: styles.valueName }}
          data-autofocus={index === 0 || undefined}
          data-testid={`seed-${name}`}
          placeholder={t('try.emptyValue')}
          value={texts[name] ?? ''}
          onChange={(event) => {
            const text = event.currentTarget.value
            setTexts((now) => ({ ...now, [name]: text }))
          }}
        />
      ))}
      <Button type="submit" data-testid="start-here-go">
        {t('try.begin')}
      </Button>
    </form>
  )
}
