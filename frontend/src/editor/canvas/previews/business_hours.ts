import type { Preview } from '../preview'
import { teamWords } from '../preview'

const businessHours: Preview = (config, words) => teamWords(config, words)
export default businessHours
