import { ActionIcon, Popover, Stack, Switch, Tooltip } from '@mantine/core'
import { IconBell, IconBellOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chime } from './chime'
import { choose, useChoices } from './choices'
import { canPush, isSubscribed, mayNotify, subscribe, unsubscribe, worker } from './push'

/** What this browser does when something calls for the agent. All of it is off at first. */
export function AlertsMenu() {
  const { t } = useTranslation()
  const { sound, desktop } = useChoices()
  const [opened, setOpened] = useState(false)
  const [pushed, setPushed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    if (opened) void isSubscribed().then(setPushed)
  }, [opened])

  const granted = async () => {
    if (await mayNotify()) return true
    setProblem(t('alerts.refused'))
    return false
  }
  const setDesktop = async (on: boolean) => {
    setProblem('')
    if (on && !(await granted())) return
    if (on) await worker().catch(() => null) // without it the page itself shows notices
    choose({ desktop: on })
  }
  const setPush = async (on: boolean) => {
    setProblem('')
    setBusy(true)
    try {
      if (on && !(await granted())) return
      await (on ? subscribe() : unsubscribe())
      setPushed(on)
    } catch {
      setProblem(t('alerts.pushFailed'))
    } finally {
      setBusy(false)
    }
  }
  const any = sound || desktop || pushed
  const Picture = any ? IconBell : IconBellOff
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-start"
      width={300}
      trapFocus
      withArrow
    >
      <Popover.Target>
        <Tooltip label={t('alerts.title')} disabled={opened}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('alerts.title')}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <Picture size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('alerts.title')}>
        <Stack gap="md">
          <Switch
            label={t('alerts.sound')}
            checked={sound}
            onChange={(event) => {
              choose({ sound: event.currentTarget.checked })
              if (event.currentTarget.checked) chime()
            }}
          />
          <Switch
            label={t('alerts.desktop')}
            description={t('alerts.desktopHelp')}
            checked={desktop}
            onChange={(event) => void setDesktop(event.currentTarget.checked)}
          />
          {canPush() && (
            <Switch
              label={t('alerts.push')}
              description={t('alerts.pushHelp')}
              checked={pushed}
              disabled={busy}
              onChange={(event) => void setPush(event.currentTarget.checked)}
            />
          )}
          {problem && (
            <p className="ib-problem" role="alert">
              {problem}
            </p>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
