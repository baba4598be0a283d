/** A sentence for the author that no edit goes with, such as why nothing was pasted. */
import { create } from 'zustand'

import type { Notice } from './state/documentStore'

export const useSaid = create<{ notice: Notice | null }>()(() => ({ notice: null }))

export function say(notice: Notice): void {
  useSaid.setState({ notice })
}
