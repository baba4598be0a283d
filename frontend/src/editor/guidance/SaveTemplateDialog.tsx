import { Alert, Button, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { saveTemplate } from '../../shared/api/templates'
import { useSelection } from '../canvas/useSelection'
import { useDocument, useEditor, useScreen } from '../EditorContext'
import { errorWords } from '../errorWords'
import { START_CARD } from '../state/recipes'
import { partOf } from './partOf'

/** Keeps the flow, or what is selected of it, as a template for the whole team. */
export function SaveTemplateDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  return (
    <Dialog
      opened={dialog === 'template'}
      onClose={() => show({ dialog: null })}
      title={t('template.label')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Save />
    </Dialog>
  )
}

function Save() {
  const { t } = useTranslation()
  const { flowId, flowsUrl, documents, catalogue } = useEditor()
  const { show } = useScreen()
  const selection = useSelection().filter((id) => id !== START_CARD)
  const flowName = useDocument((state) => state.document.name)
  const [what, setWhat] = useState<'all' | 'part'>(selection.length > 1 ? 'part' : 'all')
  const [name, setName] = useState(what === 'all' ? flowName : '')
  const [summary, setSummary] = useState('')
  const [state, setState] = useState<'idle' | 'busy' | 'kept'>('idle')
  const [refusal, setRefusal] = useState('')

  const keep = (event: FormEvent) => {
    event.preventDefault()
    setState('busy')
    setRefusal('')
    const whole = documents.getState().document
    const document = what === 'all' ? whole : partOf(whole, new Set(selection), catalogue)
    saveTemplate({ name, summary, document, flow: Number(flowId) }).then(
      () => setState('kept'),
      (error: unknown) => {
        setState('idle')
        setRefusal(errorWords(error, t))
      },
    )
  }

  if (state === 'kept') {
    return (
      <Stack gap={16} data-testid="template-kept">
        <Text size="sm">{t('template.kept', { name })}</Text>
        <Group justify="flex-end">
          <Button component="a" variant="default" href={`${flowsUrl}add/`}>
            {t('template.toGallery')}
          </Button>
          <Button data-autofocus onClick={() => show({ dialog: null })}>
            {t('close')}
          </Button>
        </Group>
      </Stack>
    )
  }
  return (
    <form onSubmit={keep}>
      <Stack gap={16}>
        {selection.length > 0 && (
          <Radio.Group
            label={t('template.what')}
            value={what}
            onChange={(value) => setWhat(value === 'part' ? 'part' : 'all')}
          >
            <Stack gap={8} mt={8}>
              <Radio value="all" label={t('template.all')} />
              <Radio value="part" label={t('template.part', { count: selection.length })} />
            </Stack>
          </Radio.Group>
        )}
        <TextInput
          data-autofocus
          data-testid="template-name"
          label={t('template.name')}
          value={name}
          maxLength={120}
          required
          withAsterisk={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t('template.summary')}
          description={t('template.summaryHelp')}
          value={summary}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setSummary(event.currentTarget.value)}
        />
        {refusal && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => show({ dialog: null })}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            loading={state === 'busy'}
            disabled={!name.trim()}
            data-testid="keep-template"
          >
            {t('template.keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
