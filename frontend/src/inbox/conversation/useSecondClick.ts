import { useEffect, useRef, type MouseEvent } from 'react'

const SOON_MS = 1_500
const NEAR_PX = 12

/**
 * Stops the second click of a slow double click: what was pressed may have made room for another
 * button, which must not be pressed for it, nor take the focus. `shown` names the buttons that are
 * there now. A click elsewhere, or by a key, is meant.
 */
export function useSecondClick(shown: string) {
  const changedAt = useRef(-Infinity)
  const pressed = useRef({ x: NaN, y: NaN })
  const before = useRef(shown)
  useEffect(() => {
    if (before.current !== shown) changedAt.current = performance.now()
    before.current = shown
  }, [shown])
  const stop = (event: MouseEvent): boolean => {
    const { x, y } = pressed.current
    const isNear = Math.hypot(event.clientX - x, event.clientY - y) < NEAR_PX
    const isLate = performance.now() - changedAt.current >= SOON_MS
    if (event.detail === 0 || !isNear || isLate) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return {
    onMouseDownCapture: stop,
    onClickCapture: (event: MouseEvent) => {
      if (!stop(event)) pressed.current = { x: event.clientX, y: event.clientY }
    },
  }
}
