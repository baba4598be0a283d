import type { Preview } from '../preview'
import { teamWords } from '../preview'

const businessHours: Preview = teamWords
export default businessHours
