// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeAll, expect, test } from 'vitest'

import type { Flow } from '../../shared/flow'
import { startI18n } from '../../shared/i18n'
import { standInForBrowser } from '../../shared/standIns'
import { EditorContext, type Editor } from '../EditorContext'
import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { mergeFlows, type Collision, type Side } from '../state/merge'
import { connect, rename } from '../state/recipes'
import { CATALOGUE, testFlow } from '../state/testFlow'
import { CollisionList } from './CollisionList'

beforeAll(() => {
  standInForBrowser()
})
afterEach(cleanup)

function changed(change: (flow: Flow) => void): Flow {
  const flow = testFlow()
  change(flow)
  return flow
}

/** Shows what collides; `seen` is what the author did. */
function shown(mine: Flow, theirs: Flow) {
  const { collisions } = mergeFlows(testFlow(), mine, theirs)
  const seen = { choices: new Map<string, Side>(), looked: collisions[0] as Collision | undefined }
  function List() {
    const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map())
    const [current, setCurrent] = useState(seen.looked)
    return (
      <CollisionList
        sides={{ mine, theirs }}
        names={{ mine: 'Yours', theirs: 'Ola' }}
        collisions={collisions}
        current={current}
        choices={choices}
        onLook={(collision) => setCurrent((seen.looked = collision))}
        onChoose={(now) => setChoices((seen.choices = new Map(now)))}
      />
    )
  }
  render(
    <I18nextProvider i18n={startI18n('en', { en, pl })}>
      <MantineProvider env="test">
        <EditorContext.Provider value={{ catalogue: CATALOGUE, language: 'en' } as Editor}>
          <List />
        </EditorContext.Provider>
      </MantineProvider>
    </I18nextProvider>,
  )
  const questions = screen.getAllByTestId('collision')
  const chosen = () =>
    screen
      .getAllByRole('radio')
      .filter((radio) => radio.getAttribute('aria-checked') === 'true')
      .map((radio) => radio.textContent)
  return { collisions, seen, questions, chosen }
}

const two = () =>
  shown(
    changed((flow) => {
      rename(flow, 'hello', 'Welcome')
      connect(flow, 'menu', 'parcel', 'hello')
    }),
    changed((flow) => {
      rename(flow, 'hello', 'Greeting')
      connect(flow, 'menu', 'parcel', 'menu')
    }),
  )

test('mine is chosen until somebody says otherwise, one by one or all at once', () => {
  const { chosen } = two()
  expect(chosen()).toEqual(['YoursWelcome', 'YoursWelcome'])

  fireEvent.click(screen.getByTestId('all-theirs'))
  expect(chosen()).toEqual(['OlaGreeting', 'OlaMenu'])

  fireEvent.click(screen.getAllByTestId('side-mine')[1]!)
  expect(chosen()).toEqual(['OlaGreeting', 'YoursWelcome'])

  fireEvent.click(screen.getByTestId('all-mine'))
  expect(chosen()).toEqual(['YoursWelcome', 'YoursWelcome'])
})

test('a click on what collides, or the keyboard coming to it, shows it', () => {
  const { collisions, seen, questions } = two()

  fireEvent.focus(within(questions[1]!).getAllByRole('radio')[0]!)
  expect(seen.looked).toBe(collisions[1])
  expect(questions.map((each) => each.dataset['current'])).toEqual(['false', 'true'])

  fireEvent.click(within(questions[0]!).getByRole('button'))
  expect(seen.looked).toBe(collisions[0])

  fireEvent.click(screen.getByText('Show the whole flow'))
  expect(seen.looked).toBeUndefined()
})

test('one question needs no choice for all', () => {
  shown(
    changed((flow) => rename(flow, 'hello', 'Welcome')),
    changed((flow) => rename(flow, 'hello', 'Greeting')),
  )

  expect(screen.queryByTestId('all-theirs')).toBeNull()
})
