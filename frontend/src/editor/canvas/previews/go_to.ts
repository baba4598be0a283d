import type { Preview } from '../preview'

const goTo: Preview = (config, { t, nodeTitle }) => {
  const id = String(config['node'] ?? '')
  return id && t('preview.goTo', { title: nodeTitle(id) })
}
export default goTo
