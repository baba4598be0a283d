/** For tests: what Mantine and React Flow ask of a browser and jsdom does not have. */
import { vi } from 'vitest'

/** `matches` answers media queries; none holds unless it says so. */
export function standInForBrowser(matches: (query: string) => boolean = () => false): void {
  const silent = { addEventListener: () => undefined, removeEventListener: () => undefined }
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: matches(query), ...silent }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  )
  Element.prototype.scrollIntoView = () => undefined
  Object.defineProperty(document, 'fonts', { value: silent, configurable: true })
}
