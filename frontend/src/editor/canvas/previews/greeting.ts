import type { Preview } from '../preview'

const greeting: Preview = (config, { t }) =>
  String(config['text'] ?? '') || t('preview.defaultWords')
export default greeting
