import type { Preview } from '../preview'
import { optionsOf } from '../../inspector/fieldWords'

/** The language that it goes on in, as its form calls it. */
const setLanguage: Preview = (config, { info }) => {
  const field = info.configSchema.properties?.['language']
  const chosen = String(config['language'] ?? field?.default ?? '')
  return (field && optionsOf(field).find(({ value }) => value === chosen)?.label) ?? ''
}
export default setLanguage
