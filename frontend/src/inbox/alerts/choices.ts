import { create } from 'zustand'

export interface Choices {
  /** A sound when something calls for the agent. */
  sound: boolean
  /** A notice of the system while the inbox is not looked at. */
  desktop: boolean
  /** The invitation to switch them on was answered. */
  invited: boolean
}

const KEY = 'flowbuilder.inbox.alerts'
const SILENT: Choices = { sound: false, desktop: false, invited: false }

function kept(): Choices {
  try {
    return { ...SILENT, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Choices>) }
  } catch {
    return SILENT
  }
}

/** What this browser does when something calls for the agent; off until they choose it. */
export const useChoices = create<Choices>(() => kept())

export function choose(change: Partial<Choices>): void {
  useChoices.setState(change)
  try {
    localStorage.setItem(KEY, JSON.stringify(useChoices.getState()))
  } catch {
    // Where nothing may be kept it counts until the page is closed.
  }
}
