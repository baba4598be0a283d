import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core'

const KEY = 'adminTheme' // where the admin's own switch (Unfold) keeps its choice

/** Keeps light and dark the same as the admin around us: one switch for both. */
export function adminColorScheme(): MantineColorSchemeManager {
  const read = (): MantineColorScheme => {
    try {
      const kept = JSON.parse(window.localStorage.getItem(KEY) ?? '"auto"') as unknown
      return kept === 'light' || kept === 'dark' ? kept : 'auto'
    } catch {
      return 'auto'
    }
  }
  let stop: (() => void) | undefined
  return {
    get: () => read(),
    set: (value) => {
      try {
        window.localStorage.setItem(KEY, JSON.stringify(value))
      } catch {
        // storage is blocked: the choice lasts for this page only
      }
    },
    subscribe: (onUpdate) => {
      const onStorage = (event: StorageEvent) => {
        if (event.key === KEY) onUpdate(read())
      }
      const observer = new MutationObserver(() => onUpdate(read()))
      window.addEventListener('storage', onStorage)
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
      stop = () => {
        window.removeEventListener('storage', onStorage)
        observer.disconnect()
      }
    },
    unsubscribe: () => stop?.(),
    clear: () => undefined,
  }
}
