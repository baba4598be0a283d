/** The trial of the open flow, as components read it. */
import { useStore } from 'zustand'

import { useEditor } from '../EditorContext'
import type { TrialState } from './trialStore'

export function useTrial<T>(select: (state: TrialState) => T): T {
  return useStore(useEditor().trial, select)
}
