// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Tag } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { TagList } from './TagDialog'

const RETURN: Tag = { id: 1, name: 'Zwrot środków', color: 'ask' }
const turned: string[] = []
let status = 201

beforeEach(() => {
  standInForBrowser()
  turned.length = 0
  status = 201
  vi.stubGlobal('fetch', (_path: string, options: RequestInit) => {
    const { name } = JSON.parse(String(options.body)) as { name: string }
    const body =
      status === 201 ? { id: 2, name, color: 'talk' } : { code: 'too_many', message: 'Too many.' }
    return Promise.resolve(Response.json(body, { status }))
  })
  useInbox.setState({ ...emptyInbox, tags: [RETURN] })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <TagList on={[]} onTurn={(tag) => void turned.push(tag.name)} />
      </MantineProvider>
    </I18nextProvider>,
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('a tag is found without its diacritics and put on by Enter', async () => {
  await userEvent.type(screen.getByRole('textbox'), 'srodkow{Enter}')

  expect(turned).toEqual(['Zwrot środków'])
})

it('the same name is never offered as a new one', async () => {
  await userEvent.type(screen.getByRole('textbox'), 'ZWROT SRODKOW')

  expect(screen.queryByRole('button')).toBeNull()
})

it('a name that is not there becomes a tag at once', async () => {
  await userEvent.type(screen.getByRole('textbox'), 'Pilne{Enter}')

  await waitFor(() => expect(turned).toEqual(['Pilne']))
  expect(useInbox.getState().tags.map((tag) => tag.name)).toEqual(['Pilne', 'Zwrot środków'])
})

it('what the server refuses is said at the field', async () => {
  status = 400
  await userEvent.type(screen.getByRole('textbox'), 'Pilne')
  await userEvent.click(screen.getByRole('button', { name: 'Create “Pilne”' }))

  expect(await screen.findByText('Too many.')).toBeTruthy()
  expect(turned).toEqual([])
})
