/** Begins the column names that phone lists put before each value with a large letter. */
export function startNamesLarge(page: Document): void {
  for (const cell of page.querySelectorAll<HTMLElement>('[data-label]')) {
    const name = cell.dataset.label ?? ''
    cell.dataset.label = name.charAt(0).toUpperCase() + name.slice(1)
  }
}
