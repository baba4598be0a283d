import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core'

const KEY = 'adminTheme' // where the admin's own switch (Unfold) keeps its choice

/** What was chosen on the admin's switch; `auto` follows the system. */
export function chosenScheme(): MantineColorScheme {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? '"auto"') as unknown
    return kept === 'light' || kept === 'dark' ? kept : 'auto'
  } catch {
    return 'auto'
  }
}

/** Keeps light and dark the same as the admin around us: one switch for both. */
export function adminColorScheme(): MantineColorSchemeManager {
  let stop: (() => void) | undefined
  return {
    get: chosenScheme,
    set: (value) => {
      try {
        window.localStorage.setItem(KEY, JSON.stringify(value))
      } catch {
        // storage is blocked: the choice lasts for this page only
      }
    },
    subscribe: (onUpdate) => {
      const onStorage = (event: StorageEvent) => {
        if (event.key === KEY) onUpdate(chosenScheme())
      }
      const observer = new MutationObserver(() => onUpdate(chosenScheme()))
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
