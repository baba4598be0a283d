// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { closeDialog, showDialog } from '../shell/dialogs'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { SnoozeDialog } from './SnoozeDialog'

const ROW = { id: 'c1', epoch: 2, head_seq: 1, state: 'agent', tags: [] } as unknown as Row

afterEach(() => {
  closeDialog()
  cleanup()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

it('an hour from now is sent as the moment that this device means, and both clocks are named', async () => {
  vi.stubEnv('TZ', 'America/New_York')
  standInForBrowser()
  const sent: { until: string }[] = []
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (options.method !== 'POST') {
      const answer = path.endsWith('/snooze/') ? { zone: 'Europe/Warsaw', closed: [] } : {}
      return Promise.resolve(Response.json(answer))
    }
    sent.push(JSON.parse(String(options.body)))
    return Promise.resolve(Response.json(ROW))
  })
  useInbox.setState({ ...emptyInbox, open: ROW })
  showDialog('snooze')
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <SnoozeDialog />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
  const inHour = await screen.findByRole('button', { name: /^In 1 hour/ })
  await waitFor(() => expect(document.activeElement).toBe(inHour))
  await screen.findByText(/^This device’s time: .+; your team’s: .+/)
  const before = Date.now()
  await userEvent.click(inHour)

  await waitFor(() => expect(sent).toHaveLength(1))
  const ahead = Date.parse(sent[0]?.until ?? '') - before
  expect(Math.abs(ahead - 3_600_000)).toBeLessThan(60_000)
})
