import type { Preview } from '../preview'
import { teamWords } from '../preview'

const handoff: Preview = (config, words) =>
  [teamWords(config, words), String(config['waiting'] ?? '')].filter(Boolean).join('\n')
export default handoff
