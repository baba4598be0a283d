import type { Preview } from '../preview'

const preview: Preview = (config, { t, surveyLabel }) => {
  const survey = String(config['survey'] ?? '')
  if (survey) return t('preview.survey', { survey: surveyLabel(survey) })
  const kind = String(config['kind'] ?? 'csat').toUpperCase()
  return [kind, String(config['question'] ?? '') || t('preview.usualQuestion')].join(' · ')
}
export default preview
