import type { Preview } from '../preview'

const callFlow: Preview = (config, { t, flowLabel }) => {
  const id = String(config['flow'] ?? '')
  return id && t('quoted', { word: flowLabel(id) })
}
export default callFlow
