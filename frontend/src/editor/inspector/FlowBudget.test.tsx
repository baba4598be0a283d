// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, test, vi } from 'vitest'

import type { FlowBudget as Budget } from '../../shared/flow'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, type Editor } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { FlowBudget } from './FlowBudget'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const NONE: Budget = {
  perMonth: null,
  meter: '17 tokens, no limit',
  share: null,
  warning: '',
  isOver: false,
  isOfUse: true,
}

/** The field with a server that has this budget; `sent` is what it was told to keep. */
function opened(
  budget: Budget,
  { mayPublish = true, refuses = false, queries = new QueryClient() } = {},
) {
  standInForBrowser()
  const sent: unknown[] = []
  let kept = budget
  vi.stubGlobal('fetch', (_address: string, init: RequestInit) => {
    if (init.method === 'PUT') {
      const { perMonth } = JSON.parse(String(init.body)) as { perMonth: number | null }
      sent.push(perMonth)
      if (refuses)
        return Promise.resolve(Response.json({ code: 'x', message: 'Too much.' }, { status: 400 }))
      const meter = perMonth === null ? NONE.meter : `17 of ${perMonth} tokens`
      kept = { ...NONE, perMonth, meter }
    }
    return Promise.resolve(Response.json(kept))
  })
  const editor = {
    flowId: '1',
    language: 'en',
    mayPublish,
  } as unknown as Editor
  const { container } = render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <QueryClientProvider client={queries}>
        <MantineProvider env="test">
          <EditorContext.Provider value={editor}>
            <FlowBudget />
          </EditorContext.Provider>
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
  return { sent, container }
}

const field = () => screen.findByLabelText('Model budget per month')

test('a limit is set on a button, shown in the meter, and taken away again', async () => {
  const person = userEvent.setup()
  const { sent } = opened(NONE)

  await person.type(await field(), '50000')
  expect(sent).toEqual([])
  await person.click(screen.getByText('Set the budget'))

  expect(await screen.findByText('17 of 50000 tokens')).toBeTruthy()
  expect(screen.queryByText('Set the budget')).toBeNull()
  await person.clear(await field())
  await person.click(screen.getByText('Set the budget'))
  expect(await screen.findByText('17 tokens, no limit')).toBeTruthy()
  expect(sent).toEqual([50_000, null])
})

test('what is used up is said', async () => {
  opened({
    ...NONE,
    perMonth: 10,
    meter: '17 of 10 tokens, the budget is exceeded by 7',
    share: 100,
    warning: 'It is used up.',
    isOver: true,
  })

  expect(await screen.findByText('It is used up.')).toBeTruthy()
  expect((screen.getByRole('meter') as HTMLMeterElement).value).toBe(100)
})

test('without a limit there is nothing to measure against', async () => {
  opened(NONE)

  expect(await screen.findByText('17 tokens, no limit')).toBeTruthy()
  expect(screen.queryByRole('meter')).toBeNull()
})

test('a limit that the server refuses stays in the field, with the reason', async () => {
  const person = userEvent.setup()
  opened(NONE, { refuses: true })

  await person.type(await field(), '5')
  await person.click(screen.getByText('Set the budget'))

  expect(await screen.findByText('Too much.')).toBeTruthy()
  expect(((await field()) as HTMLInputElement).value).toBe('5')
})

test('who may not publish reads it only', async () => {
  opened(NONE, { mayPublish: false })

  expect(((await field()) as HTMLInputElement).disabled).toBe(true)
})

test('what was typed and not saved is there again when the panel is opened again', async () => {
  const person = userEvent.setup()
  const queries = new QueryClient()
  opened({ ...NONE, perMonth: 7 }, { queries })
  await person.clear(await field())
  await person.type(await field(), '50000')
  cleanup()

  const { sent } = opened({ ...NONE, perMonth: 7 }, { queries })
  expect(((await field()) as HTMLInputElement).value).toBe('50,000')
  await person.click(screen.getByText('Set the budget'))

  expect(await screen.findByText('17 of 50000 tokens')).toBeTruthy()
  expect(sent).toEqual([50_000])
})

test('what is of no use here is not shown', async () => {
  const { container } = opened({ ...NONE, isOfUse: false })

  await waitFor(() => expect(container.querySelector('form')).toBeNull())
})
