/**
 * Preact, lent by the chat: with a copy of its own, nothing here could be drawn there. The build of
 * this part takes this module for `preact/hooks` and `preact/jsx-runtime`.
 */
import type * as hooks from 'preact/hooks'
import type * as runtime from 'preact/jsx-runtime'

export type Lent = Pick<typeof hooks, 'useCallback' | 'useEffect' | 'useRef' | 'useState'> &
  Pick<typeof runtime, 'Fragment' | 'jsx' | 'jsxs'>

export let Fragment: Lent['Fragment']
export let jsx: Lent['jsx']
export let jsxs: Lent['jsxs']
export let useCallback: Lent['useCallback']
export let useEffect: Lent['useEffect']
export let useRef: Lent['useRef']
export let useState: Lent['useState']

export function borrow(lent: Lent): void {
  ;({ Fragment, jsx, jsxs, useCallback, useEffect, useRef, useState } = lent)
}
