import { create } from 'zustand'

const KEY = 'flowbuilder.inbox.singleKeys'

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

/**
 * Whether keys of one letter do something. Who dictates, or presses a key unmeant, switches them off
 * (WCAG 2.1.4).
 */
export const useSingleKeys = create<{ on: boolean }>(() => ({ on: kept() }))

export function switchSingleKeys(on: boolean): void {
  useSingleKeys.setState({ on })
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off')
  } catch {
    // Where nothing may be kept it counts until the page is closed.
  }
}
