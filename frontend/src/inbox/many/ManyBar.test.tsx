// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Counts, Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { Availability } from '../queues/Availability'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { ManyBar } from './ManyBar'

const row = (id: string) => ({ id }) as unknown as Row

beforeEach(() => {
  standInForBrowser()
  useInbox.setState({
    ...emptyInbox,
    rows: [row('a'), row('b')],
    chosen: ['a'],
    me: { id: 1, name: 'Ewa', state: 'online', load: 0, capacity: 4 } as unknown as Agent,
    counts: { mine: 3, chats: 1, queues: {} } as unknown as Counts,
  })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <ModalsProvider>
          <Availability />
          <ManyBar />
        </ModalsProvider>
      </MantineProvider>
    </I18nextProvider>,
  )
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('offers to select all only while some are not', async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Select all' }))

  expect(useInbox.getState().chosen).toEqual(['a', 'b'])
  expect(screen.queryByRole('button', { name: 'Select all' })).toBeNull()
})

it('how many chats I have, of those that I can take, is what is counted at once', () => {
  expect(screen.getByText('In the chat: 1 of 4')).toBeTruthy()
})
