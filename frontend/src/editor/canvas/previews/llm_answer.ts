import type { Preview } from '../preview'

const llmAnswer: Preview = (config, { t }) =>
  String(config['instructions'] ?? '') || t('preview.fromKnowledge')
export default llmAnswer
