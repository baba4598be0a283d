/**
 * Preact and the drawing of a talk, lent by the chat: with a copy of its own, nothing here could be drawn there. The build of
 * this part takes this module for `preact/hooks` and `preact/jsx-runtime`.
 */
import type * as hooks from 'preact/hooks'
import type * as runtime from 'preact/jsx-runtime'

import type { readFrame as Read } from '../protocol'
import type { Transcript as Drawn } from '../view/Transcript'

export type Lent = Pick<typeof hooks, 'useCallback' | 'useEffect' | 'useRef' | 'useState'> &
  Pick<typeof runtime, 'Fragment' | 'jsx' | 'jsxs'> & {
    Transcript: typeof Drawn
    readFrame: typeof Read
  }

export let Fragment: Lent['Fragment']
export let jsx: Lent['jsx']
export let jsxs: Lent['jsxs']
export let useCallback: Lent['useCallback']
export let useEffect: Lent['useEffect']
export let useRef: Lent['useRef']
export let useState: Lent['useState']
export let Transcript: Lent['Transcript']
export let readFrame: Lent['readFrame']

export function borrow(lent: Lent): void {
  ;({ Fragment, jsx, jsxs, useCallback, useEffect, useRef, useState, Transcript, readFrame } = lent)
}
