// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { useChoices } from './choices'
import { Invitation } from './Invitation'

let permission: string

beforeEach(() => {
  standInForBrowser()
  localStorage.clear()
  useChoices.setState({ sound: false, desktop: false, invited: false })
  vi.stubGlobal('Notification', { requestPermission: () => Promise.resolve(permission) })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <Invitation />
      </MantineProvider>
    </I18nextProvider>,
  )
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const kept = () => JSON.parse(localStorage.getItem('flowbuilder.inbox.alerts') ?? '{}') as object

it('switches sound and notices on, and is not shown again', async () => {
  permission = 'granted'
  await userEvent.click(screen.getByRole('button', { name: 'Switch on' }))

  await waitFor(() => expect(kept()).toEqual({ sound: true, desktop: true, invited: true }))
  expect(screen.queryByRole('complementary')).toBeNull()
})

it('keeps the sound where the browser allows no notices', async () => {
  permission = 'denied'
  await userEvent.click(screen.getByRole('button', { name: 'Switch on' }))

  await waitFor(() => expect(kept()).toEqual({ sound: true, desktop: false, invited: true }))
})

it('put aside once it stays away in this browser', async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Not now' }))

  expect(screen.queryByRole('complementary')).toBeNull()
  expect(kept()).toEqual({ sound: false, desktop: false, invited: true })
})
