import { durationInWords } from '../../inspector/duration'
import type { Preview } from '../preview'

const wait: Preview = (config, { t }) => durationInWords(Number(config['seconds'] ?? 60), t)
export default wait
