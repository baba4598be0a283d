// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox, type Connection } from '../state/store'
import { ConnectionBar } from './ConnectionBar'

function show(connection: Connection, delayed = false) {
  useInbox.setState({ ...emptyInbox, connection, delayed })
  render(
    <I18nextProvider i18n={startI18n('pl', { en, pl })}>
      <MantineProvider>
        <ConnectionBar />
      </MantineProvider>
    </I18nextProvider>,
  )
}

beforeEach(() => {
  standInForBrowser()
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('a lost line is told of when it is not back in a moment, and no longer than it is lost', () => {
  show('lost')
  expect(screen.queryByRole('alert')).toBeNull()

  act(() => void vi.advanceTimersByTime(2_000))
  expect(screen.getByRole('alert').textContent).toBe(
    'Brak połączenia. Łączymy ponownie, nic nie przepadnie.',
  )

  act(() => useInbox.setState({ connection: 'live' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('a line that is back at once is not told of', () => {
  show('lost')
  act(() => useInbox.setState({ connection: 'live' }))
  act(() => void vi.advanceTimersByTime(60_000))
  expect(screen.queryByRole('alert')).toBeNull()

  act(() => useInbox.setState({ connection: 'lost' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('late news is told of, politely, while the line is there', () => {
  show('live', true)
  expect(screen.getByRole('status').textContent).toMatch(/^Nowości docierają tu z opóźnieniem\./)

  act(() => useInbox.setState({ delayed: false }))
  expect(screen.queryByRole('status')).toBeNull()
})

it('whoever is signed out is led to where they sign in', () => {
  show('signed_out', true)
  expect(screen.getByRole('alert').textContent).toMatch(/^Sesja wygasła/)
  expect(screen.getByRole('link', { name: 'Zaloguj się' }).getAttribute('href')).toBe('/inbox/')
})
