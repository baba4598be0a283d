import { Button, Group, Select, Stack } from '@mantine/core'
import { useReactFlow } from '@xyflow/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { useDocument, useEditor, useScreen } from '../EditorContext'
import { fromCanvas } from '../state/fromCanvas'
import { titleOf } from '../state/ports'
import type { CardNode, WireEdge } from '../state/toCanvas'
import { useSelection } from './useSelection'

/** Draw a wire by name: which way out of a card leads to which step. */
export function ConnectDialog() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  const close = () => show({ dialog: null })
  return (
    <Dialog
      opened={dialog === 'connect'}
      onClose={close}
      title={t('command.connectTo')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Form onDone={close} />
    </Dialog>
  )
}

function Form({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { documents, catalogue } = useEditor()
  const canvas = useReactFlow<CardNode, WireEdge>()
  const { connecting } = useScreen()
  const [selected] = useSelection()
  const source = connecting?.source ?? selected
  const nodes = useDocument((state) => state.document.nodes)
  const ports = (source === undefined ? undefined : canvas.getNode(source))?.data.ports ?? []
  const free = (ports.find((each) => !each.wired) ?? ports[0])?.name ?? null
  const [port, setPort] = useState(connecting?.port ?? free)
  const [target, setTarget] = useState<string | null>(null)
  const connect = () => {
    if (source === undefined || port === null || target === null) return
    const { label, recipe } = fromCanvas({ kind: 'connected', source, port, target })
    documents.getState().edit(label, recipe)
    onDone()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        connect()
      }}
    >
      <Stack gap={12}>
        <Select
          label={t('connect.port')}
          data={ports.map((each) => ({ value: each.name, label: each.label || t('canvas.next') }))}
          value={port}
          allowDeselect={false}
          onChange={setPort}
        />
        <Select
          data-autofocus
          label={t('connect.target')}
          placeholder={t('outline.chooseStep')}
          nothingFoundMessage={t('form.nothingFound')}
          searchable
          data={nodes.map((node) => ({
            value: node.id,
            label: titleOf(node, catalogue.get(node.type)),
          }))}
          value={target}
          onChange={setTarget}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={port === null || target === null}>
            {t('connect.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
