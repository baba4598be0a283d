// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import {
  act,
  cleanup,
  configure,
  fireEvent,
  render,
  screen,
  waitFor,
  within,
} from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'

import { ApiError } from '../../shared/api/client'
import type { Flow, SavedDraft } from '../../shared/flow'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, ScreenContext, type Editor, type ScreenControl } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { startSaving } from '../state/autosave'
import { createDocumentStore } from '../state/documentStore'
import { rename } from '../state/recipes'
import { CATALOGUE, testFlow } from '../state/testFlow'
import { ConflictDialog } from './ConflictDialog'

vi.setConfig({ testTimeout: 30_000 })
configure({ asyncUtilTimeout: 10_000 })

let isNarrow = false

beforeAll(() => {
  standInForBrowser((query) => isNarrow && query.includes('max-width'))
})
afterEach(() => {
  cleanup()
  isNarrow = false
})

/** The editor of an author who named two steps, as somebody else did meanwhile. */
function inConflict() {
  const documents = createDocumentStore(testFlow())
  const draft = (revision: number, document: Flow): SavedDraft => ({
    revision,
    document,
    problems: [],
    savedAt: '',
    publishedNumber: null,
    publishedRevision: null,
  })
  const saved: Flow[] = []
  const saving = startSaving({
    flowId: '1',
    documents,
    draft: draft(1, testFlow()),
    mayEdit: true,
    save: (_flow, revision, document) => {
      saved.push(document)
      return Promise.resolve(draft(revision + 1, document))
    },
  })
  const surroundings = { teams: [], credentials: [], surveys: [], flows: [] }
  const editor = {
    documents,
    saving,
    surroundings,
    catalogue: CATALOGUE,
    language: 'en',
    mayEdit: true,
  }
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <EditorContext.Provider value={editor as unknown as Editor}>
          <ScreenContext.Provider value={{ show: () => {} } as unknown as ScreenControl}>
            <input aria-label="before" />
            <ConflictDialog />
          </ScreenContext.Provider>
        </EditorContext.Provider>
      </MantineProvider>
    </I18nextProvider>,
  )
  screen.getByLabelText('before').focus()
  const theirs = testFlow()
  rename(theirs, 'hello', 'Greeting')
  rename(theirs, 'bye', 'See you')
  act(() => {
    documents.getState().edit('edit.rename', (flow) => {
      rename(flow, 'hello', 'Welcome')
      rename(flow, 'bye', 'Farewell')
    })
    saving.failed(
      new ApiError(409, 'draft_is_stale', '', { revision: 2, document: theirs, saved_by: 'Ola' }),
    )
  })
  return { saved }
}

const pane = (side: string) => within(screen.getByTestId(`conflict-${side}`))
const viewOf = (side: string) =>
  screen
    .getByTestId(`conflict-${side}`)
    .querySelector('.react-flow__viewport')
    ?.getAttribute('style')

test('each canvas shows its version, and rings what is looked at', async () => {
  inConflict()
  await waitFor(() =>
    expect(pane('mine').getByTestId('card-hello').textContent).toContain('Welcome'),
  )
  expect(pane('theirs').getByTestId('card-hello').textContent).toContain('Greeting')

  fireEvent.click(screen.getByRole('button', { name: /^Farewell/ }))

  for (const side of ['mine', 'theirs']) {
    expect(pane(side).getByTestId('card-bye').dataset['selected']).toBe('true')
    expect(pane(side).getByTestId('card-hello').dataset['selected']).toBe('false')
  }
})

test('one canvas is moved by keys, the other follows', async () => {
  inConflict()
  await waitFor(() => pane('mine').getByTestId('card-hello'))
  const before = viewOf('mine')
  fireEvent.keyDown(pane('theirs').getByRole('application'), { key: 'ArrowRight' })

  await waitFor(() => expect(viewOf('mine')).not.toBe(before))
  expect(viewOf('theirs')).toBe(viewOf('mine'))
})

test('what was chosen is saved, and the focus is back where it was', async () => {
  const { saved } = inConflict()
  await waitFor(() => pane('mine').getByTestId('card-hello'))
  fireEvent.click(screen.getByTestId('all-theirs'))
  fireEvent.click(screen.getAllByTestId('side-mine')[0]!)
  fireEvent.click(screen.getByTestId('join-drafts'))

  await waitFor(() => expect(screen.queryByTestId('conflict')).toBeNull())
  await waitFor(() => expect(saved).toHaveLength(1))
  expect(saved[0]?.nodes.map((node) => node.title)).toEqual(['Welcome', 'Menu', 'See you'])
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('before')))
})

test('on a narrow screen one lies upon the other, out of reach, until the switch is used', async () => {
  isNarrow = true
  inConflict()
  await waitFor(() => pane('mine').getByTestId('card-hello'))
  const below = () =>
    ['mine', 'theirs'].filter((side) =>
      screen.getByTestId(`conflict-${side}`).closest('[inert][data-below="true"]'),
    )
  expect(below()).toEqual(['theirs'])

  fireEvent.click(within(screen.getByTestId('conflict-switch')).getByLabelText('Ola'))
  expect(below()).toEqual(['mine'])
})
