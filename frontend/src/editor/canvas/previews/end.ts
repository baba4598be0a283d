import type { Preview } from '../preview'

const end: Preview = (config, { t }) => String(config['text'] ?? '') || t('preview.quietEnd')
export default end
