// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { LanguageChoice } from './LanguageChoice'

const network = { chosen: [] as string[], status: 200 }

beforeEach(() => {
  network.chosen = []
  network.status = 200
  standInForBrowser()
  vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
    if (path === '/language/') network.chosen.push(String(options.body as URLSearchParams))
    return Promise.resolve(new Response('{}', { status: network.status }))
  })
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider env="test">
          <LanguageChoice />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const choosePolish = async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Language: EN' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Polski' }))
}

it('a choice is kept on the server and shows at once', async () => {
  await choosePolish()

  await screen.findByRole('button', { name: 'Język: PL' })
  expect(network.chosen).toEqual(['language=pl'])
  expect(document.documentElement.lang).toBe('pl')
})

it('a choice that could not be kept changes nothing', async () => {
  network.status = 500

  await choosePolish()

  await waitFor(() => expect(network.chosen).toHaveLength(1))
  expect(screen.getByRole('button', { name: 'Language: EN' })).toBeTruthy()
})
