/** Loads the part of the chat that few visitors need. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { Fragment, jsx, jsxs } from 'preact/jsx-runtime'

import type { Lent } from './later/lent'
import type { Parts } from './later/main'
import { readFrame } from './protocol'
import { Transcript } from './view/Transcript'

type Module = { default: (lent: Lent) => Parts }
let loading: Promise<Parts> | undefined

/** Pages that draw single messages have what these take, and no need for the rest. */
export const provide = (parts: Pick<Parts, 'FormCard' | 'CardRow' | 'Rating'>): void =>
  void (loading = Promise.resolve(parts as Parts))

/** Rejects when it cannot be had; asking again tries again. */
export function loadParts(): Promise<Parts> {
  loading ??= (
    import(
      /* @vite-ignore */ document.getElementById('chat')?.dataset.later ?? ''
    ) as Promise<Module>
  ).then(({ default: lend }) =>
    lend({
      Fragment,
      jsx,
      jsxs,
      useCallback,
      useEffect,
      useRef,
      useState,
      Transcript,
      readFrame,
    }),
  )
  loading.catch(() => (loading = undefined))
  return loading
}
