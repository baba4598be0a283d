// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import type { Agent, Message } from '../api/types'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { emptyInbox } from '../state/inboxState'
import { useInbox } from '../state/store'
import { Bubble } from './Bubble'

const SAID: Message = {
  seq: 4, from: 'visitor', private: false, content: { kind: 'text', text: 'Where is it?' },
  generated: false, at: '2026-11-22T07:00:00Z', client_id: null, agent: null, mail: null,
} // prettier-ignore
const by = (id: number): Partial<Message> => ({ from: 'agent', agent: { id, name: 'Ola' } })
const LETTER = {
  state: 'sent', address: 'ada@client.example', problem: '', quoted: '', verified: true,
} as unknown as Message['mail'] // prettier-ignore

let asked: string[]

function show(message: Partial<Message>, foreign = true, translates: string | null = 'c1') {
  render(
    <I18nextProvider i18n={startI18n('pl', { en, pl })}>
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider>
          <ol>
            <Bubble
              message={{ ...SAID, ...message }}
              conversation="c1"
              name="Ada"
              first={false}
              now={0}
              found={false}
              seen={false}
              translates={translates}
              foreign={foreign}
              changed={false}
              past={false}
            />
          </ol>
        </MantineProvider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}
const offered = () => screen.queryByRole('button', { name: 'Przetłumacz' }) !== null

beforeEach(() => {
  asked = []
  standInForBrowser()
  useInbox.setState({ ...emptyInbox, me: { id: 1, name: 'Ewa' } as Agent })
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    return Promise.resolve(Response.json({ text: 'Gdzie to jest?' }))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it.each([
  ['a visitor', {}],
  ['the assistant', { from: 'bot' as const }],
  ['the model', { from: 'ai' as const }],
  ['a colleague', by(2)],
  ['a letter of a colleague', { ...by(2), mail: LETTER }],
])('what %s said in another language is translated when asked', async (_who, message) => {
  show(message)
  expect(asked).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: 'Przetłumacz' }))

  expect(await screen.findByText('Gdzie to jest?')).toBeTruthy()
  expect(screen.getByText('Where is it?')).toBeTruthy()
  expect(asked).toHaveLength(1)
})

it.each([
  ['one’s own words', by(1), true],
  ['a note', { ...by(2), private: true }, true],
  ['words without text', { from: 'bot' as const, content: { kind: 'text' as const } }, true],
  ['the assistant in the agent’s language', { from: 'bot' as const }, false],
  ['a colleague in the agent’s language', by(2), false],
])('%s are not offered to be translated', (_what, message, foreign) => {
  show(message, foreign)
  expect(offered()).toBe(false)
})

it('a visitor may write in another language than their conversation has', () => {
  show({}, false)
  expect(offered()).toBe(true)
})

it('without a model nothing is offered', () => {
  show({}, true, null)
  expect(offered()).toBe(false)
})
