import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { createFlow } from '../../shared/api/flows'
import type { Surroundings, Variable } from '../../shared/flow'
import { selectWhenDrawn } from '../canvas/pendingSelection'
import { useSelection } from '../canvas/useSelection'
import { useEditor, useScreen } from '../EditorContext'
import { errorWords } from '../errorWords'
import { callInstead, extractionOf, partAsFlow } from './extract'
import styles from './subflow.module.css'

/** Makes a flow of its own out of the selected steps, and calls it in their place. */
export function ExtractDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  const close = () => show({ dialog: null })
  return (
    <Dialog
      opened={dialog === 'extract'}
      onClose={close}
      title={t('command.extractFlow')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Extract onDone={close} />
    </Dialog>
  )
}

function Extract({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { flowId, documents, catalogue } = useEditor()
  const queries = useQueryClient()
  const selection = useSelection()
  const [chosen] = useState(() => new Set(selection))
  const [extraction] = useState(() =>
    extractionOf(documents.getState().document, catalogue, chosen),
  )
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  if (typeof extraction === 'string') return null

  const { nodes, inputs, outputs, exits } = extraction
  const make = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefusal('')
    const before = documents.getState().document
    createFlow(name.trim(), { ...partAsFlow(before, extraction), name: name.trim() }).then(
      (called) => {
        // What others wrote meanwhile may have changed which steps these are.
        const now = extractionOf(documents.getState().document, catalogue, chosen)
        if (typeof now === 'string') {
          setBusy(false)
          return setRefusal(t(`notice.extract_${now}`))
        }
        queries.setQueryData<Surroundings>(
          ['surroundings', flowId],
          (known) => known && { ...known, flows: [...known.flows, called] },
        )
        const key = called.published ? 'extracted' : 'extractedDraft'
        documents.getState().edit(
          'edit.extract',
          (flow) => {
            selectWhenDrawn([callInstead(flow, now, called, t('subflow.over'))])
          },
          { notice: { key, values: { name: called.label } } },
        )
        onDone()
      },
      (error: unknown) => {
        setBusy(false)
        setRefusal(errorWords(error, t))
      },
    )
  }
  return (
    <form onSubmit={make} data-testid="extract-dialog">
      <Stack gap={16}>
        <p className={styles.help}>{t('subflow.help', { count: nodes.size })}</p>
        <TextInput
          data-autofocus
          data-testid="extract-name"
          label={t('subflow.name')}
          value={name}
          maxLength={120}
          required
          withAsterisk={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <dl className={styles.terms}>
          <Terms label={t('subflow.given')} none={t('subflow.nothing')} variables={inputs} />
          <Terms label={t('subflow.returned')} none={t('subflow.nothing')} variables={outputs} />
          {exits.length > 1 && (
            <div>
              <dt>{t('subflow.ways')}</dt>
              {exits.map(({ target, label }) => (
                <dd key={target}>{label}</dd>
              ))}
            </div>
          )}
        </dl>
        {refusal && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={!name.trim()} data-testid="extract-make">
            {t('subflow.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Terms({
  label,
  none,
  variables,
}: {
  label: string
  none: string
  variables: readonly Variable[]
}) {
  const { t } = useTranslation()
  return (
    <div>
      <dt>{label}</dt>
      {variables.map(({ name, kind }) => (
        <dd key={name}>
          <code>{name}</code> {t(`kind.${kind}`)}
        </dd>
      ))}
      {variables.length === 0 && <dd className={styles.none}>{none}</dd>}
    </div>
  )
}
