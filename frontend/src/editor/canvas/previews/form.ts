import { keptIn, type Preview } from '../preview'

/** The words above the form, and the variables that keep what is filled in. */
const form: Preview = (config) =>
  [String(config['text'] ?? ''), keptIn(config)].filter(Boolean).join('\n')
export default form
