import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import type { Problem } from '../../shared/flow'
import { useScreen } from '../EditorContext'
import { Problems } from './Problems'

/** Why the draft can be neither published nor reviewed yet, each with the way to it. */
export function Refused({ errors }: { errors: Problem[] }) {
  const { t } = useTranslation()
  const { show } = useScreen()
  return (
    <Stack gap={16} data-testid="publish-refused">
      <Text size="sm">{t('publish.refused', { count: errors.length })}</Text>
      <Problems problems={errors} />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => show({ dialog: null })}>
          {t('close')}
        </Button>
      </Group>
    </Stack>
  )
}
