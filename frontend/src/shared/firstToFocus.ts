const FIELDS = 'input, select, textarea, [contenteditable=true], [role=combobox]'
const CONTROLS = 'button, a[href], summary, [tabindex="0"]'
/** Fields without letters: no phone opens a keyboard for them. */
const NO_LETTERS = ['checkbox', 'radio', 'range', 'file', 'button', 'submit']

/**
 * Where the work in a dialog begins: what asks for it, else the first field, else the first control.
 * On a phone a field of letters is passed over, or its keyboard would cover what is there to read.
 */
export function firstToFocus(node: HTMLElement): HTMLElement | null {
  const asked = node.querySelector<HTMLElement>('[data-autofocus]')
  if (asked) return asked
  const fields = usable(node, FIELDS)
  const phone = window.matchMedia('(max-width: 859px), (pointer: coarse)').matches
  const field = fields.find((one) => !phone || !hasLetters(one))
  if (field) return chosenOf(field, fields)
  return fields.length ? null : (usable(node, CONTROLS)[0] ?? null)
}

function usable(node: HTMLElement, which: string): HTMLElement[] {
  return [...node.querySelectorAll<HTMLElement>(which)].filter(
    (one) =>
      !one.matches(':disabled, [type=hidden], [tabindex="-1"], [aria-hidden=true]') &&
      !one.closest('[hidden], details:not([open]) > :not(summary)'),
  )
}

function hasLetters(one: HTMLElement): boolean {
  return !(one instanceof HTMLInputElement && (one.readOnly || NO_LETTERS.includes(one.type)))
}

/** Of radio buttons the keyboard reaches the one that is chosen. */
function chosenOf(field: HTMLElement, fields: HTMLElement[]): HTMLElement {
  if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return field
  const chosen = fields.find(
    (one) => one instanceof HTMLInputElement && one.name === field.name && one.checked,
  )
  return chosen ?? field
}
