/** Puts the cursor where the checklist leads, once the panel shows that place. */

export function focusField(field: string): void {
  whenThere(`[data-testid="inspector"] [data-field="${CSS.escape(field)}"]`)
}

export function focusVariable(name: string): void {
  whenThere(`[data-testid="variable-${CSS.escape(name)}"]`)
}

const FRAMES = 60

function whenThere(selector: string, left = FRAMES): void {
  const place = document.querySelector(selector)
  if (!place) {
    if (left > 0) requestAnimationFrame(() => whenThere(selector, left - 1))
    return
  }
  place.scrollIntoView({ block: 'center' })
  const input = place.querySelector<HTMLElement>('input[type="text"], textarea, input, button')
  input?.focus({ preventScroll: true })
}
