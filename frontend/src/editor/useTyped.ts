import { useId } from 'react'
import { useStore } from 'zustand'

import { useEditor } from './EditorContext'

/**
 * A value that a person types: `[shown, type]`. It is shown at once and kept when the keys rest, or
 * before anything else happens to the document.
 */
export function useTyped<T>(value: T, keep: (value: T) => void): [T, (value: T) => void] {
  const { typing } = useEditor().documents
  const field = useId()
  const held = useStore(typing, (state) => (state.held?.field === field ? state.held : null))
  const type = (next: T) => typing.getState().hold({ field, value: next, apply: () => keep(next) })
  return [held ? (held.value as T) : value, type]
}
