// @vitest-environment jsdom
import { renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'

import { useSteadyHandlers } from './useSteadyHandlers'

test('a handler stays the same function and does what it was last given', () => {
  const [first, second] = [vi.fn(), vi.fn()]
  const { result, rerender } = renderHook((onEdgesChange) => useSteadyHandlers({ onEdgesChange }), {
    initialProps: first,
  })
  const before = result.current.onEdgesChange
  rerender(second)
  result.current.onEdgesChange?.([])

  expect(result.current.onEdgesChange).toBe(before)
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledWith([])
})
