import type { Preview } from '../preview'

/** The words above the form, and the variables that keep what is filled in. */
const form: Preview = (config) => {
  const words = String(config['text'] ?? '')
  const fields = Array.isArray(config['fields']) ? (config['fields'] as unknown[]) : []
  const names = fields
    .map((field) => String((field as { variable?: unknown } | null)?.variable ?? ''))
    .filter(Boolean)
  return [words, names.length && `→ ${names.map((name) => `{{ ${name} }}`).join(', ')}`]
    .filter(Boolean)
    .join('\n')
}
export default form
