// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Counts, Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { showAsRead, useInbox } from '../state/store'
import { Views } from './Rail'

const COUNTS: Counts = {
  mine: 2, mine_unread: 1, chats: 2, waiting: 0, team: 0, bot: 0, at_risk: 0, left: 0,
  mentioned: 0, snoozed: 0, queues: {},
} // prettier-ignore
const ME = { id: 1, name: 'Ewa' } as Agent
const MINE = { id: 'c1', state: 'agent', agent: ME, unread: 1 } as unknown as Row

beforeEach(() => standInForBrowser())
afterEach(cleanup)

function show(open: Row | null) {
  useInbox.setState({ ...emptyInbox, me: ME, counts: COUNTS, open, rows: [MINE] })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <Views />
      </MantineProvider>
    </I18nextProvider>,
  )
}

const badge = () => screen.getByRole('button', { name: /^Mine/ }).textContent

it('the badge of one’s own says when something is unread there, until it is read', () => {
  show(null)
  expect(badge()).toContain('unread: 1')

  act(() => showAsRead('c1'))
  act(() => showAsRead('c1'))

  expect(badge()).not.toContain('unread')
  expect(useInbox.getState().counts?.mine_unread).toBe(0)
})

it('what is open is being read', () => {
  show(MINE)

  expect(badge()).not.toContain('unread')
})
