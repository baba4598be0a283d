// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Row } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { ManyBar } from '../many/ManyBar'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { ListTools } from './ListTools'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('choosing begins with none ticked; all are ticked by a button of their own', async () => {
  standInForBrowser()
  const rows = ['a', 'b'].map((id) => ({ id }) as Row)
  useInbox.setState({ ...emptyInbox, rows })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <ListTools />
        <ManyBar />
      </MantineProvider>
    </I18nextProvider>,
  )

  await userEvent.click(screen.getByRole('button', { name: 'Select' }))
  expect(useInbox.getState()).toMatchObject({ choosing: true, chosen: [] })

  await userEvent.click(screen.getByRole('button', { name: 'Select all' }))
  expect(useInbox.getState().chosen).toEqual(['a', 'b'])

  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(useInbox.getState()).toMatchObject({ choosing: false, chosen: [] })
})
