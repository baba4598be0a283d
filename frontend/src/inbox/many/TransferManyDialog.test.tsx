// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Team } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { closeDialog, showDialog } from '../shell/dialogs'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { TransferManyDialog } from './TransferManyDialog'

afterEach(() => {
  closeDialog()
  cleanup()
})

it('the list of teams stays closed until it is asked for, as it would cover the note', async () => {
  standInForBrowser()
  useInbox.setState({
    ...emptyInbox,
    me: { id: 1, name: 'Ewa' } as unknown as Agent,
    teams: [{ id: 1, name: 'Returns' }] as unknown as Team[],
  })
  showDialog('transferMany', true)
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <TransferManyDialog />
      </MantineProvider>
    </I18nextProvider>,
  )
  const to = screen.getByRole('combobox', { name: 'To' })

  act(() => to.focus())
  expect(screen.queryByRole('option')).toBeNull()

  await userEvent.click(to)
  expect(screen.getByRole('option', { name: 'Returns' })).toBeTruthy()
})
