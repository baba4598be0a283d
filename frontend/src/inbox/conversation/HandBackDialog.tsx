import { Button, Group, Modal, Radio, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/inbox'
import type { Row } from '../api/types'
import { showProblem } from '../shell/showProblem'
import { handBack } from '../state/actions'

interface Given {
  row: Row
  opened: boolean
  onClose: () => void
}

/** Gives the conversation back to the assistant, at a step of the flow if one is chosen. */
export function HandBackDialog({ row, opened, onClose }: Given) {
  const { t } = useTranslation()
  const [node, setNode] = useState('')
  const [busy, setBusy] = useState(false)
  const steps = useQuery({
    queryKey: ['steps', row.id],
    queryFn: () => api.steps(row.id),
    enabled: opened,
  })
  const send = async () => {
    setBusy(true)
    const outcome = await handBack(row, node)
    setBusy(false)
    if (showProblem(outcome, t)) onClose()
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t('handBack.title')}>
      <Stack gap="lg">
        <Radio.Group
          value={node}
          onChange={setNode}
          label={t('handBack.where')}
          error={steps.isError ? t('handBack.failed') : undefined}
        >
          <Radio
            mt="sm"
            value=""
            label={t('handBack.default')}
            description={t('handBack.defaultHelp')}
          />
          {steps.data && steps.data.length > 0 && (
            <details className="ib-steps">
              <summary>{t('handBack.steps')}</summary>
              <Stack gap="sm">
                {steps.data.map((step) => (
                  <Radio key={step.id} value={step.id} label={step.title} />
                ))}
              </Stack>
            </details>
          )}
        </Radio.Group>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button loading={busy} onClick={() => void send()}>
            {t('handBack.send')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
