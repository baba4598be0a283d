/**
 * The clipboard: plain text of the system's, so that a fragment goes to any tab, flow or installation.
 * Where a page may not use it (no HTTPS, no permission), what was copied is kept in this browser.
 */
const KEY = 'flowbuilder.clipboard'
let here: string | null = null

export function keep(text: string): void {
  here = text
  try {
    localStorage.setItem(KEY, text)
  } catch {
    // storage is full or blocked: copying works inside this page
  }
}

export function kept(): string | null {
  try {
    return localStorage.getItem(KEY) ?? here
  } catch {
    return here
  }
}

export async function putOut(text: string): Promise<void> {
  keep(text)
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // not allowed here: it is kept in this browser
  }
}

export async function takeIn(): Promise<string> {
  try {
    return (await navigator.clipboard.readText()) || (kept() ?? '')
  } catch {
    return kept() ?? ''
  }
}
