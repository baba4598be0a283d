/**
 * The wire under the pointer. It takes a moment to count, so that a click or a tap on a wire chooses it
 * and does not meet its tools; and it stays for a moment, so that these can be reached.
 */
import { create } from 'zustand'

const REST_MS = 150
const LINGER_MS = 300
let timer: ReturnType<typeof setTimeout> | undefined

export const useHovered = create<{ wire: string | null }>()(() => ({ wire: null }))

export function enterWire(wire: string): void {
  clearTimeout(timer)
  if (useHovered.getState().wire !== wire)
    timer = setTimeout(() => useHovered.setState({ wire }), REST_MS)
}

export function leaveWire(): void {
  clearTimeout(timer)
  if (useHovered.getState().wire !== null) timer = setTimeout(forgetWire, LINGER_MS)
}

export function forgetWire(): void {
  clearTimeout(timer)
  useHovered.setState({ wire: null })
}
