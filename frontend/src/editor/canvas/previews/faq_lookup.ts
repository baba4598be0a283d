import type { Preview } from '../preview'

const faqLookup: Preview = (config, { t }) => String(config['query'] ?? '') || t('preview.lastSaid')
export default faqLookup
