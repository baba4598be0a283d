// @vitest-environment jsdom
import { expect, test, vi } from 'vitest'
import { followScheme } from './followScheme'

test('the page follows the system, unless light or dark was chosen', () => {
  const system = new EventTarget()
  vi.stubGlobal('matchMedia', () => system)
  const turn = (matches: boolean) =>
    system.dispatchEvent(Object.assign(new Event('change'), { matches }))
  const root = document.documentElement
  followScheme(root)

  turn(true)
  expect(root.classList.contains('dark')).toBe(true)
  turn(false)
  expect(root.classList.contains('dark')).toBe(false)

  localStorage.setItem('adminTheme', '"light"')
  turn(true)
  expect(root.classList.contains('dark')).toBe(false)
})
