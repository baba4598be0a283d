import type { Preview } from '../preview'

const survey: Preview = (config, { t }) => {
  const kind = String(config['kind'] ?? 'csat').toUpperCase()
  return [kind, String(config['question'] ?? '') || t('preview.usualQuestion')].join(' · ')
}
export default survey
