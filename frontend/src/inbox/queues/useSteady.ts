import { useEffect, useRef, type PointerEvent } from 'react'
import { compare } from '../state/lists'
import { useInbox } from '../state/store'

const STILL_MS = 3_000

/** Keeps the rows where they are while a mouse moves over them, so that a click meets the right one. */
export function useSteady() {
  const timer = useRef(0)
  useEffect(() => () => letGo(timer.current), [])
  return {
    onPointerMove: ({ pointerType }: PointerEvent) => {
      if (pointerType !== 'mouse') return
      window.clearTimeout(timer.current)
      timer.current = window.setTimeout(letGo, STILL_MS)
      if (!useInbox.getState().held) useInbox.getState().change(() => ({ held: true }))
    },
    onPointerLeave: () => letGo(timer.current),
  }
}

function letGo(timer = 0): void {
  window.clearTimeout(timer)
  if (!useInbox.getState().held) return
  useInbox.getState().change(({ rows, view }) => ({
    held: false,
    rows: [...rows].sort((a, b) => compare(view, a, b)),
  }))
}
