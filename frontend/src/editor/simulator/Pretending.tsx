import { NativeSelect, Popover, Stack, Switch, TextInput, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { useEditor } from '../EditorContext'
import { moment } from '../moment'
import { ANSWERS, WORLDS } from './answers'
import styles from './try.module.css'
import { useTrial } from './useTrial'

const HOURS = { open: true, closed: false, hours: null } as const
type Hours = keyof typeof HOURS

/** What the trial takes for granted, in words: the time, the team, what other services answer. */
export function Pretending() {
  const { t } = useTranslation()
  const { language } = useEditor()
  const now = useTrial((trial) => trial.pretence)
  const clock = useTrial((trial) => trial.clock)
  const pretend = useTrial((trial) => trial.pretend)
  const setClock = useTrial((trial) => trial.setClock)
  const hours = now.open === null ? 'hours' : now.open ? 'open' : 'closed'
  return (
    <Popover position="bottom-start" withinPortal width={300} trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={styles.pretence}
          title={t('try.pretend')}
          data-testid="try-pretend"
        >
          <IconClock size={16} aria-hidden />
          <span>
            {clock ? moment(clock, language) : t('try.now')} · {t(`try.assumed.${hours}`)}
          </span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={12}>
          <TextInput
            type="datetime-local"
            label={t('try.clock')}
            description={t('try.clockHelp')}
            data-testid="try-clock"
            value={clock ? local(clock) : ''}
            onChange={(event) => {
              const at = new Date(event.currentTarget.value)
              setClock(Number.isNaN(at.getTime()) ? '' : at.toISOString())
            }}
          />
          <NativeSelect
            label={t('try.team')}
            data-testid="try-hours"
            value={hours}
            data={Object.keys(HOURS).map((value) => ({ value, label: t(`try.hours.${value}`) }))}
            onChange={(event) => pretend({ open: HOURS[event.currentTarget.value as Hours] })}
          />
          <Switch
            label={t('try.someoneOnline')}
            checked={now.agents_online > 0}
            onChange={(event) => pretend({ agents_online: event.currentTarget.checked ? 1 : 0 })}
          />
          {WORLDS.map((world) => (
            <NativeSelect
              key={world}
              label={t(`try.world.${world}`)}
              data-testid={`try-world-${world}`}
              value={now[world]}
              data={['real', 'ask', ...ANSWERS[world]].map((value) => ({
                value,
                label: value === 'real' ? t(`try.really.${world}`) : t(`try.answer.${value}`),
              }))}
              onChange={(event) => pretend({ [world]: event.currentTarget.value })}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** The moment as a `datetime-local` field has it. */
function local(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
