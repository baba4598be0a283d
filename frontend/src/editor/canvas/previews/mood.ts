import type { Preview } from '../preview'

const mood: Preview = (_, { t }) => t('preview.mood')
export default mood
