import { expect, test } from 'vitest'

import type { CardNode } from '../state/toCanvas'
import { forgetWanted, selectInstead, selectWhenDrawn, takeWanted } from './pendingSelection'

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

test('what is chosen by its name, in the outline or a list, stands against what was added before', () => {
  selectWhenDrawn(['added'])

  selectInstead(['one'], drawn('one'))

  expect(takeWanted(drawn('one', 'added'))).toBeNull()
})

test('what is chosen before it is drawn is selected once it is', () => {
  selectInstead(['added'], drawn('one'))

  expect(takeWanted(drawn('one', 'added'))).toEqual(new Set(['added']))
})
