import { afterEach, expect, it, vi } from 'vitest'

import { glide } from './glide'

afterEach(() => vi.unstubAllGlobals())

it.each([
  [true, 0],
  [false, 250],
])('moves at once for who wants no motion: %s', (wanted, duration) => {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: wanted && query.includes('prefers-reduced-motion'),
  }))
  expect(glide()).toBe(duration)
})
