import type { Preview } from '../preview'

/** The question, and the variable that keeps the answer. */
const question: Preview = (config) => {
  const words = String(config['question'] ?? '')
  const name = String(config['save_as'] ?? '')
  return [words, name && `→ {{ ${name} }}`].filter(Boolean).join('\n')
}
export default question
