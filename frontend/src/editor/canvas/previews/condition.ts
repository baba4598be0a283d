import { sentence } from '../../inspector/conditions'
import type { Preview } from '../preview'

const condition: Preview = (config, { t }) => sentence(config['condition'], t)
export default condition
