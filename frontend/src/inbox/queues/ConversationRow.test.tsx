// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { ConversationRow } from './ConversationRow'

const WAITING: Row = {
  id: 'c1',
  state: 'queued',
  epoch: 1,
  head_seq: 4,
  seen_seq: 0,
  language: 'en',
  channel: 'web',
  contact: { id: 1, name: 'Ada', known: true },
  agent: null,
  team: { id: 1, name: 'Help' },
  reason: 'Asks about a parrot',
  urgent: false,
  waiting_since: '2026-11-22T07:00:00Z',
  target_s: 120,
  last: { from: 'visitor', text: 'Hello?', private: false, at: '2026-11-22T07:00:00Z' },
  unread: 1,
  started_at: '2026-11-22T07:00:00Z',
  last_activity_at: '2026-11-22T07:00:00Z',
}

beforeEach(() => {
  standInForBrowser()
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(row: Row) {
  const now = Date.parse('2026-11-22T07:01:00Z')
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <ConversationRow row={row} me={1} now={now} selected={false} onOpen={() => undefined} />
      </MantineProvider>
    </I18nextProvider>,
  )
}

it('of one who waits it shows why', () => {
  show(WAITING)

  expect(screen.getByText('Asks about a parrot')).toBeTruthy()
  expect(screen.queryByText('Hello?')).toBeNull()
})

it('of one who waits without a reason it shows their last words', () => {
  show({ ...WAITING, reason: '' })

  expect(screen.getByText('Hello?')).toBeTruthy()
})

it('once somebody answers it shows the last line again', () => {
  show({ ...WAITING, state: 'agent', agent: { id: 1, name: 'Ewa' } })

  expect(screen.getByText('Hello?')).toBeTruthy()
})
