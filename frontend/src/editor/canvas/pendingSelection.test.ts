import { expect, test } from 'vitest'

import type { CardNode } from '../state/toCanvas'
import { forgetWanted, selectWhenDrawn, takeWanted } from './pendingSelection'

const drawn = (...ids: string[]) => ids.map((id) => ({ id }) as CardNode)

test('what was added is selected once, when all of it is drawn', () => {
  selectWhenDrawn(['one', 'two'])

  expect(takeWanted(drawn('one'))).toBeNull()
  expect(takeWanted(drawn('one', 'two', 'three'))).toEqual(new Set(['one', 'two']))
  expect(takeWanted(drawn('one', 'two'))).toBeNull()
})

test('a choice of the author meanwhile stands', () => {
  selectWhenDrawn(['one'])

  forgetWanted()

  expect(takeWanted(drawn('one'))).toBeNull()
})
