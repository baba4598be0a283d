import { ActionIcon, Popover, Stack, Switch, Tooltip } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Pretence } from '../../shared/api/flows'

/** What the trial takes for granted about the team: open or closed, somebody there or nobody. */
export function Pretending({ onChange }: { onChange: (next: Pretence) => void }) {
  const { t } = useTranslation()
  const [now, setNow] = useState<Pretence>({ open: true, agents_online: 1 })
  const change = (next: Pretence) => {
    setNow(next)
    onChange(next)
  }
  return (
    <Popover position="bottom-end" withinPortal width={264} trapFocus>
      <Popover.Target>
        <Tooltip label={t('try.pretend')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('try.pretend')}
            data-testid="try-pretend"
          >
            <IconAdjustmentsHorizontal size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={12}>
          <Switch
            label={t('try.teamOpen')}
            checked={now.open}
            onChange={(event) => change({ ...now, open: event.currentTarget.checked })}
          />
          <Switch
            label={t('try.someoneOnline')}
            checked={now.agents_online > 0}
            onChange={(event) =>
              change({ ...now, agents_online: event.currentTarget.checked ? 1 : 0 })
            }
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
