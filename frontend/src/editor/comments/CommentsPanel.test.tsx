// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { ReactFlowProvider } from '@xyflow/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'

import type { Comment, Thread } from '../../shared/flow'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, ScreenContext, type Editor, type ScreenControl } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { startSaving } from '../state/autosave'
import { createDocumentStore } from '../state/documentStore'
import { CATALOGUE, testFlow } from '../state/testFlow'
import { CommentsPanel } from './CommentsPanel'

beforeAll(() => {
  standInForBrowser()
})
afterEach(cleanup)

const said = (id: number, text: string, more: Partial<Comment> = {}): Comment => ({
  id,
  text,
  by: 'Ada',
  at: '2026-11-20T10:00:00Z',
  editedAt: null,
  isMine: false,
  mayDelete: false,
  ...more,
})
const MINE = { isMine: true, mayDelete: true }

const about = (...comments: Comment[]): Thread => ({
  id: 7,
  node: '',
  nodeTitle: '',
  nodeType: '',
  resolved: false,
  resolvedBy: '',
  comments,
})

/** The panel before a server that has `first`, and says `next` to every change, or refuses. */
async function opened(
  first: Comment[],
  next: Thread[] | { status: number; message: string } = [],
  { language = 'en', mayEdit = true }: { language?: 'en' | 'pl'; mayEdit?: boolean } = {},
) {
  const asked: unknown[] = []
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    if (init.method === 'GET') return Promise.resolve(Response.json([about(...first)]))
    asked.push([init.method, address, init.body ? JSON.parse(String(init.body)) : null])
    if (Array.isArray(next)) return Promise.resolve(Response.json(next))
    const { status, message } = next
    return Promise.resolve(Response.json({ code: 'x', message, details: {} }, { status }))
  })
  const documents = createDocumentStore(testFlow())
  const draft = { revision: 5, document: documents.getState().document, problems: [], savedAt: '' }
  const saving = startSaving({
    flowId: '1',
    documents,
    draft: { ...draft, publishedNumber: 3, publishedRevision: 4 },
    mayEdit,
  })
  const editor = { flowId: '1', documents, saving, language, mayEdit, catalogue: CATALOGUE }
  render(
    <I18nextProvider i18n={startI18n(language, { en, pl })}>
      <MantineProvider env="test">
        <QueryClientProvider client={new QueryClient()}>
          <EditorContext.Provider value={editor as unknown as Editor}>
            <ScreenContext.Provider value={{ show: () => {} } as unknown as ScreenControl}>
              <ReactFlowProvider>
                <CommentsPanel />
              </ReactFlowProvider>
            </ScreenContext.Provider>
          </EditorContext.Provider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  )
  await screen.findByText(first[0]!.text)
  return asked
}

const item = (text: string) => within(screen.getByText(text).closest('li')!)

test('only the author changes words, and who may deletes them', async () => {
  await opened([said(1, 'Mine', MINE), said(2, 'Theirs'), said(3, 'Any', { mayDelete: true })])

  const tools = (text: string) =>
    item(text)
      .queryAllByRole('button')
      .map((button) => button.getAttribute('aria-label'))
  expect(tools('Mine')).toEqual(['Edit comment', 'Delete comment'])
  expect(tools('Theirs')).toEqual([])
  expect(tools('Any')).toEqual(['Delete comment'])
})

test('who only looks changes nothing', async () => {
  await opened([said(1, 'Mine', MINE)], [], { mayEdit: false })

  expect(item('Mine').queryAllByRole('button')).toEqual([])
})

test('words are changed with the keyboard alone, which comes back to where it was', async () => {
  const after = said(1, 'Better', { ...MINE, editedAt: '2026-11-20T11:30:00Z' })
  const asked = await opened([said(1, 'Good', MINE)], [about(after)])
  expect(screen.queryByTestId('edited')).toBeNull()

  screen.getByTestId('edit-comment').focus()
  await userEvent.keyboard('{Enter}')
  const field = screen.getByTestId('changed-comment')
  expect(document.activeElement).toBe(field)
  await userEvent.clear(field)
  await userEvent.keyboard('Better{Enter}')

  expect(await screen.findByText('Better')).toBeTruthy()
  expect(asked).toEqual([['PUT', '/api/v1/flows/1/comments/7/1/', { text: 'Better' }]])
  expect(screen.getByTestId('edited').getAttribute('datetime')).toBe('2026-11-20T11:30:00Z')
  expect(screen.queryByTestId('changed-comment')).toBeNull()
  expect(document.activeElement).toBe(screen.getByTestId('edit-comment'))
})

test('Esc leaves the words as they were', async () => {
  const asked = await opened([said(1, 'Good', MINE)])

  await userEvent.click(screen.getByTestId('edit-comment'))
  await userEvent.keyboard(' and more{Escape}')

  expect(screen.getByText('Good')).toBeTruthy()
  expect(asked).toEqual([])
  expect(document.activeElement).toBe(screen.getByTestId('edit-comment'))
})

test('what cannot be changed says why and keeps what was typed', async () => {
  await opened([said(1, 'Good', MINE)], { status: 404, message: 'This comment does not exist.' })

  await userEvent.click(screen.getByTestId('edit-comment'))
  await userEvent.keyboard(' and more{Enter}')

  expect((await screen.findByRole('alert')).textContent).toBe('This comment does not exist.')
  expect((screen.getByTestId('changed-comment') as HTMLTextAreaElement).value).toBe('Good and more')
})

test('deleting asks first, and the panel keeps the keyboard', async () => {
  const asked = await opened([said(1, 'Good', MINE)], [])

  await userEvent.click(screen.getByTestId('delete-comment'))
  expect(asked).toEqual([])
  expect(document.activeElement).toBe(screen.getByTestId('confirm-delete'))
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByTestId('confirm-delete')).toBeNull()
  expect(document.activeElement).toBe(screen.getByTestId('delete-comment'))
  await userEvent.keyboard('{Enter}')
  await userEvent.keyboard('{Enter}')

  await waitFor(() => expect(screen.queryByText('Good')).toBeNull())
  expect(asked).toEqual([['DELETE', '/api/v1/flows/1/comments/7/1/', null]])
  expect(document.activeElement).toBe(screen.getByTestId('comments-panel'))
})

test('what cannot be deleted says why, in Polish too', async () => {
  await opened([said(1, 'Dobrze', MINE)], { status: 500, message: '' }, { language: 'pl' })

  await userEvent.click(screen.getByRole('button', { name: 'Usuń komentarz' }))
  await userEvent.click(screen.getByTestId('confirm-delete'))

  expect((await screen.findByRole('alert')).textContent).toBe(pl.error.server)
  expect(screen.getByText('Dobrze')).toBeTruthy()
})
