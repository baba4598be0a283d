import { chosenScheme } from '../shared/colorScheme'

const DARK = '(prefers-color-scheme: dark)'

/** Turns the page light or dark as the system does; Unfold looks at it only while the page loads. */
export function followScheme(root: HTMLElement): void {
  matchMedia(DARK).addEventListener('change', (event) => {
    if (chosenScheme() === 'auto') root.classList.toggle('dark', event.matches)
  })
}
