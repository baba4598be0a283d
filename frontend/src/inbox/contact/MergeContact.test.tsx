// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { ContactShown } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { MergeContact, STILL_TALKING } from './MergeContact'

const contact = (id: number, name: string, alike: ContactShown['alike'] = []): ContactShown => ({
  id, name, alike, verified: false, external_id: '', tags: [], segments: [], timeline: [],
  blocked: null, merge: null,
  fields: [{ name: 'name', label: 'Imię', value: name, source: '', locked: false }],
}) // prettier-ignore
const ADA = contact(1, 'Ada', [
  { id: 2, name: 'Ada Nowak', same: ['email', 'phone'] },
  { id: 3, name: 'A. Nowak', same: ['email'] },
  { id: 4, name: 'Rozmówca 4', same: ['phone'] },
])

const FOUND = [
  { id: 9, name: 'Iga' },
  { id: 10, name: 'iga@example.pl', email: 'iga@example.pl' },
]

let merged: number[]
let refusal: string

function show(shown: ContactShown) {
  render(
    <I18nextProvider i18n={startI18n('pl', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider>
          <MergeContact
            contact={shown}
            onMerge={(other) => {
              merged.push(other)
              return Promise.resolve(refusal)
            }}
            onMergeLater={() => Promise.resolve('')}
          />
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

beforeEach(() => {
  merged = []
  refusal = ''
  standInForBrowser()
  vi.stubGlobal('fetch', (path: string) => {
    const id = Number(/contacts\/(\d+)\/$/.exec(path)?.[1])
    return Promise.resolve(Response.json(id ? contact(id, `Kontakt ${id}`) : FOUND))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('who may be the same is offered with what they have in common', () => {
  show(ADA)

  expect(screen.getByText('Czy to ta sama osoba?')).toBeTruthy()
  expect(screen.getAllByRole('button').map((one) => one.textContent)).toEqual([
    'Ten sam e-mail i telefon: Ada Nowak',
    'Ten sam e-mail: A. Nowak',
    'Ten sam telefon: Rozmówca 4',
  ])
})

it('nobody is merged by choosing: both are shown first, and it is asked for', async () => {
  show(ADA)
  await userEvent.click(screen.getByRole('button', { name: 'Ten sam e-mail: A. Nowak' }))

  const both = await screen.findByRole('table')
  expect(both.textContent).toContain('AdaKontakt 3')
  expect(screen.getByRole('note').textContent).toContain('Tego nie można cofnąć')
  expect(merged).toEqual([])

  await userEvent.click(screen.getByRole('button', { name: 'Połącz kontakty' }))
  expect(merged).toEqual([3])
  expect(screen.queryByRole('table')).toBeNull()
})

it('one who is talking is merged later, and another choice begins anew', async () => {
  refusal = STILL_TALKING
  show(ADA)
  await userEvent.click(screen.getByRole('button', { name: 'Ten sam telefon: Rozmówca 4' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Połącz kontakty' }))
  expect(await screen.findByRole('button', { name: 'Połącz po zakończeniu rozmowy' })).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByRole('alert'))

  await userEvent.click(screen.getByRole('button', { name: 'Ten sam e-mail: A. Nowak' }))
  expect(await screen.findByRole('button', { name: 'Połącz kontakty' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Połącz po zakończeniu rozmowy' })).toBeNull()
})

it('where nobody is alike there is the search alone', async () => {
  show(contact(1, 'Ada'))
  expect(screen.queryByText('Czy to ta sama osoba?')).toBeNull()

  await userEvent.type(screen.getByLabelText('Znajdź drugi kontakt'), 'Iga')
  expect(await screen.findByRole('button', { name: 'iga@example.pl' })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Iga' }))
  expect((await screen.findByRole('table')).textContent).toContain('Kontakt 9')
})
