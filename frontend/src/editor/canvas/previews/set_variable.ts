import type { Preview } from '../preview'

const setVariable: Preview = (config, { t }) => {
  const name = String(config['variable'] ?? '')
  const value = String(config['value'] ?? '')
  if (!name) return ''
  return value ? `{{ ${name} }} = ${value}` : t('preview.cleared', { name: `{{ ${name} }}` })
}
export default setVariable
