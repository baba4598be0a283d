// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { ContactShown } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { ContactDialog } from './ContactDialog'

const person = (name: string): ContactShown => ({
  id: 1, name, alike: [], verified: false, external_id: '', tags: [], segments: [], timeline: [],
  blocked: null, merge: null, fields: [],
}) // prettier-ignore

let name: string

beforeEach(() => {
  standInForBrowser()
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(person(name))))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('a person who was changed a moment ago is read anew when the dialog is opened again', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000 } } })
  const open = () =>
    render(
      <I18nextProvider i18n={startI18n('pl', { en, pl })}>
        <QueryClientProvider client={queries}>
          <MantineProvider>
            <ContactDialog id={1} onClose={() => {}} onOpen={() => {}} />
          </MantineProvider>
        </QueryClientProvider>
      </I18nextProvider>,
    )
  name = 'Rozmówca 1'
  open()
  await screen.findByText('Rozmówca 1')
  cleanup()

  name = 'Ada'
  open()

  expect(await screen.findByText('Ada')).toBeTruthy()
})
